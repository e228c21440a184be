namespace LogFunctions.Core.Parsing;

/// <summary>Calendar arithmetic without DateTime: proleptic Gregorian dates to milliseconds since the Unix epoch.</summary>
internal static class CivilTime
{
    public const long MinuteMs = 60_000;

    /// <summary>Milliseconds of a minute's start; false when no such minute exists (February 30, hour 24).</summary>
    public static bool TryMinute(int year, int month, int day, int hour, int minute, out long ms)
    {
        ms = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || (uint)hour > 23 || (uint)minute > 59)
        {
            return false;
        }

        ms = ((((DaysSinceEpoch(year, month, day) * 24) + hour) * 60) + minute) * MinuteMs;
        return true;
    }

    private static long DaysSinceEpoch(int year, int month, int day) =>
        new DateOnly(year, month, day).DayNumber - 719_162L; // DayNumber of 1970-01-01

    /// <summary>Month 1 to 12 of an English abbreviation such as <c>Oct</c> at <paramref name="position"/>; 0 when unknown.</summary>
    public static int MonthOfName(ReadOnlySpan<byte> text, int position)
    {
        ReadOnlySpan<byte> names = "JanFebMarAprMayJunJulAugSepOctNovDec"u8;
        ReadOnlySpan<byte> name = text.Slice(position, 3);
        for (int i = 0; i < names.Length; i += 3)
        {
            if (name.SequenceEqual(names.Slice(i, 3)))
            {
                return (i / 3) + 1;
            }
        }

        return 0;
    }

    /// <summary>
    /// Zone <c>Z</c>, <c>+hhmm</c>, <c>+hh:mm</c> or <c>+hh</c> that fills <paramref name="text"/>, as milliseconds east of UTC.
    /// </summary>
    public static bool TryZone(ReadOnlySpan<byte> text, out long offsetMs)
    {
        offsetMs = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        int hours = Digits.Two(text, 1);
        int minutes = text.Length switch
        {
            3 => 0,
            5 => Digits.Two(text, 3),
            6 when text[3] == ':' => Digits.Two(text, 4),
            _ => -1,
        };
        if ((hours | minutes) < 0 || hours > 23 || minutes > 59)
        {
            return false;
        }

        offsetMs = ((hours * 60) + minutes) * MinuteMs;
        offsetMs = text[0] == '-' ? -offsetMs : offsetMs;
        return true;
    }
}
