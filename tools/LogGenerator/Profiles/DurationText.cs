using System.Globalization;
using System.Text;

namespace LogFunctions.LogGenerator.Profiles;

/// <summary>Durations as people write them: <c>250ms</c>, <c>90s</c>, <c>1h30m</c>, <c>2d</c>. Not negative.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Ticks)[] s_units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads one; false when it is none or longer than 100,000 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        int position = 0;
        while (position < text.Length)
        {
            int numberEnd = position;
            while (numberEnd < text.Length && (char.IsAsciiDigit(text[numberEnd]) || text[numberEnd] == '.'))
            {
                numberEnd++;
            }

            int unitEnd = numberEnd;
            while (unitEnd < text.Length && char.IsAsciiLetter(text[unitEnd]))
            {
                unitEnd++;
            }

            string unit = text[numberEnd..unitEnd];
            int index = Array.FindIndex(s_units, known => known.Unit == unit);
            if (index < 0 || !double.TryParse(text[position..numberEnd], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            double ticks = duration.Ticks + (number * s_units[index].Ticks);
            if (ticks > TimeSpan.TicksPerDay * 100_000.0)
            {
                return false;
            }

            duration = TimeSpan.FromTicks((long)Math.Round(ticks));
            position = unitEnd;
        }

        return text.Length > 0;
    }

    /// <summary>Writes one so that <see cref="TryParse"/> reads it back (to the millisecond).</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        long rest = duration.Ticks;
        foreach ((string unit, long ticks) in s_units)
        {
            if (rest / ticks > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / ticks}{unit}");
                rest %= ticks;
            }
        }

        return text.ToString();
    }
}
