using System.Globalization;
using System.Text;

namespace LogFunctions.Cli.Replay;

/// <summary>How a timestamp is written.</summary>
internal enum TimestampShape
{
    /// <summary><c>2026-11-23T19:24:05.123Z</c>, also with a space or tab between date and time, and with an offset or none.</summary>
    Iso,

    /// <summary><c>23/Nov/2026:19:24:05 +0100</c>.</summary>
    Apache,

    /// <summary>Decimal seconds or milliseconds since the Unix epoch, told apart by size.</summary>
    Epoch,
}

/// <summary>
/// Where a line states its time. A scanner of its own for replay: it only needs the time and its place, and must find it in
/// lines that a strict reader would refuse, because those are replayed too.
/// </summary>
/// <param name="Start">First byte of the text.</param>
/// <param name="Length">Its length.</param>
/// <param name="Shape">How it is written.</param>
/// <param name="Ms">The time, milliseconds since the Unix epoch.</param>
/// <param name="OffsetMinutes">Zone it is written in: local time minus UTC.</param>
internal readonly record struct TimestampSpot(int Start, int Length, TimestampShape Shape, long Ms, int OffsetMinutes = 0)
{
    private const int IsoSecondsLength = 19;
    private const int ApacheLength = 26;
    private const long MaxMs = 253_402_300_799_999;

    /// <summary>Numbers of at least this many (100 billion) are milliseconds: as seconds they would lie in the year 5138.</summary>
    private const double FirstEpochMs = 1e11;

    private static readonly byte[][] s_jsonKeys =
    [
        "\"ts\""u8.ToArray(), "\"timestamp\""u8.ToArray(), "\"@timestamp\""u8.ToArray(), "\"time_iso8601\""u8.ToArray(), "\"datetime\""u8.ToArray(),
        "\"time_local\""u8.ToArray(), "\"msec\""u8.ToArray(), "\"time\""u8.ToArray(),
    ];

    /// <summary>Finds the time of a line without its line end; false when there is none.</summary>
    public static bool TryFind(ReadOnlySpan<byte> line, out TimestampSpot spot)
    {
        if (line.TrimStart(" \t"u8) is [(byte)'{', ..])
        {
            return TryFindInJson(line, out spot);
        }

        int bracket = line.IndexOf((byte)'[');
        if (bracket >= 0 && TryReadApache(line, bracket + 1, out spot))
        {
            return true;
        }

        if (TryReadEpochField(line, out spot) || TryReadIso(line, 0, out spot))
        {
            return true;
        }

        // ALB: the time is the second word.
        int space = line.IndexOf((byte)' ');
        spot = default;
        return space > 0 && TryReadIso(line, space + 1, out spot);
    }

    /// <summary>Writes another time over this one, in the same shape, zone and length.</summary>
    public void Overwrite(Span<byte> line, long ms)
    {
        Span<byte> text = line.Slice(Start, Length);
        switch (Shape)
        {
            case TimestampShape.Apache:
                Put(text, Local(ms).ToString("dd'/'MMM'/'yyyy':'HH':'mm':'ss", CultureInfo.InvariantCulture));
                break;
            case TimestampShape.Epoch:
                OverwriteEpoch(text, ms);
                break;
            default:
                OverwriteIso(text, ms);
                break;
        }
    }

    private static bool TryFindInJson(ReadOnlySpan<byte> line, out TimestampSpot spot)
    {
        foreach (byte[] key in s_jsonKeys)
        {
            int at = line.IndexOf(key);
            if (at < 0)
            {
                continue;
            }

            int value = at + key.Length;
            while (value < line.Length && line[value] is (byte)' ' or (byte)':' or (byte)'"')
            {
                value++;
            }

            if (TryReadIso(line, value, out spot) || TryReadApache(line, value, out spot) || TryReadEpoch(line, value, out spot))
            {
                return true;
            }
        }

        spot = default;
        return false;
    }

    private static bool TryReadIso(ReadOnlySpan<byte> line, int start, out TimestampSpot spot)
    {
        spot = default;
        if (start + IsoSecondsLength > line.Length || line[start + 10] is not ((byte)'T' or (byte)' ' or (byte)'\t'))
        {
            return false;
        }

        string text = Encoding.ASCII.GetString(line.Slice(start, 10)) + "T" + Encoding.ASCII.GetString(line.Slice(start + 11, 8));
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return false;
        }

        int length = IsoSecondsLength;
        long ms = 0;
        int fraction = start + length;
        if (fraction < line.Length && line[fraction] is (byte)'.' or (byte)',')
        {
            length++;
            for (int scale = 100; start + length < line.Length && char.IsAsciiDigit((char)line[start + length]); scale /= 10)
            {
                ms += (line[start + length++] - '0') * scale;
            }
        }

        int offset = 0;
        if (start + length < line.Length && line[start + length] is (byte)'+' or (byte)'-')
        {
            int zone = line[(start + length)..].Length >= 6 && line[start + length + 3] == ':' ? 6 : 5;
            offset = line.Length - start - length >= zone ? ZoneMinutes(line.Slice(start + length, zone)) : 0;
        }

        ms += (long)(time - DateTime.UnixEpoch).TotalMilliseconds - (offset * 60_000L);
        spot = new TimestampSpot(start, length, TimestampShape.Iso, ms, offset);
        return ms is >= 0 and <= MaxMs;
    }

    private static bool TryReadApache(ReadOnlySpan<byte> line, int start, out TimestampSpot spot)
    {
        spot = default;
        if (start + ApacheLength > line.Length
            || !DateTime.TryParseExact(Encoding.ASCII.GetString(line.Slice(start, 20)), "dd'/'MMM'/'yyyy':'HH':'mm':'ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return false;
        }

        int offset = ZoneMinutes(line.Slice(start + 21, 5));
        long ms = (long)(time - DateTime.UnixEpoch).TotalMilliseconds - (offset * 60_000L);
        spot = new TimestampSpot(start, ApacheLength, TimestampShape.Apache, ms, offset);
        return ms is >= 0 and <= MaxMs;
    }

    /// <summary>CloudFront real-time: the first field, seconds with a fraction, then a tab.</summary>
    private static bool TryReadEpochField(ReadOnlySpan<byte> line, out TimestampSpot spot) =>
        TryReadEpoch(line, 0, out spot) && spot.Length < line.Length && line[spot.Length] == '\t';

    private static bool TryReadEpoch(ReadOnlySpan<byte> line, int start, out TimestampSpot spot)
    {
        int end = start;
        while (end < line.Length && (char.IsAsciiDigit((char)line[end]) || line[end] == '.'))
        {
            end++;
        }

        spot = default;
        if (end - start is < 9 or > 20 || !double.TryParse(line[start..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return false;
        }

        double ms = number >= FirstEpochMs ? number : number * 1000;
        spot = new TimestampSpot(start, end - start, TimestampShape.Epoch, (long)Math.Round(ms));
        return ms <= MaxMs;
    }

    /// <summary><c>+0100</c> or <c>+01:00</c> in minutes; 0 for anything else.</summary>
    private static int ZoneMinutes(ReadOnlySpan<byte> text)
    {
        int minutesAt = text.Length > 3 && text[3] == ':' ? 4 : 3;
        if (text.Length < minutesAt + 2 || text[0] is not ((byte)'+' or (byte)'-'))
        {
            return 0;
        }

        bool isNumber = int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            & int.TryParse(text.Slice(minutesAt, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes);
        return isNumber ? ((hours * 60) + minutes) * (text[0] == '-' ? -1 : 1) : 0;
    }

    private DateTime Local(long ms) => DateTime.UnixEpoch.AddMilliseconds(ms).AddMinutes(OffsetMinutes);

    private void OverwriteIso(Span<byte> text, long ms)
    {
        byte separator = text[10];
        DateTime local = Local(ms);
        Put(text, local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        text[10] = separator;
        string fraction = local.Millisecond.ToString("D3", CultureInfo.InvariantCulture);
        for (int i = IsoSecondsLength + 1; i < text.Length; i++)
        {
            int digit = i - IsoSecondsLength - 1;
            text[i] = (byte)(digit < fraction.Length ? fraction[digit] : '0');
        }
    }

    private static void OverwriteEpoch(Span<byte> text, long ms)
    {
        int dot = text.IndexOf((byte)'.');
        int wholeLength = dot < 0 ? text.Length : dot;
        bool isMs = double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) >= FirstEpochMs;
        string whole = (isMs ? ms : ms / 1000).ToString(CultureInfo.InvariantCulture);
        if (whole.Length != wholeLength)
        {
            return; // another number of digits (before 2001): the line keeps its time
        }

        Put(text, whole);
        string fraction = isMs ? "" : (ms % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (int i = wholeLength + 1; i < text.Length; i++)
        {
            int digit = i - wholeLength - 1;
            text[i] = (byte)(digit < fraction.Length ? fraction[digit] : '0');
        }
    }

    private static void Put(Span<byte> target, string text) => Encoding.ASCII.GetBytes(text, target);
}
