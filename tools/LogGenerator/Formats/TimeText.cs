using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>Writes timestamps; remembers the text of the last second, which most neighbours share. Not thread-safe.</summary>
internal sealed class TimeText
{
    private static readonly byte[][] s_months =
        ["Jan"u8.ToArray(), "Feb"u8.ToArray(), "Mar"u8.ToArray(), "Apr"u8.ToArray(), "May"u8.ToArray(), "Jun"u8.ToArray(),
         "Jul"u8.ToArray(), "Aug"u8.ToArray(), "Sep"u8.ToArray(), "Oct"u8.ToArray(), "Nov"u8.ToArray(), "Dec"u8.ToArray()];

    private readonly byte[] _iso = new byte[19];
    private readonly byte[] _apache = new byte[26];
    private long _isoSecond = long.MinValue;
    private long _apacheSecond = long.MinValue;

    /// <summary><c>2026-11-23T19:24:05.123Z</c>.</summary>
    public void WriteIso(ref Utf8Out output, in Hit hit)
    {
        if (hit.Kind == LineKind.BadTimestamp)
        {
            output.Append("yesterday at noon"u8);
            return;
        }

        WriteIsoSeconds(ref output, hit.TimestampMs);
        output.Append((byte)'.');
        output.AppendDigits(hit.TimestampMs - (FloorSeconds(hit.TimestampMs) * 1000), 3);
        output.Append((byte)'Z');
    }

    /// <summary><c>2026-11-23T19:24:05</c>.</summary>
    public void WriteIsoSeconds(ref Utf8Out output, long timestampMs) => output.Append(IsoOf(timestampMs));

    /// <summary><c>2026-11-23{separator}19:24:05</c>.</summary>
    public void WriteDateAndTime(ref Utf8Out output, in Hit hit, byte separator)
    {
        if (hit.Kind == LineKind.BadTimestamp)
        {
            output.Append("yesterday"u8);
            output.Append(separator);
            output.Append("noon"u8);
            return;
        }

        ReadOnlySpan<byte> iso = IsoOf(hit.TimestampMs);
        output.Append(iso[..10]);
        output.Append(separator);
        output.Append(iso[11..]);
    }

    /// <summary><c>23/Nov/2026:19:24:05 +0000</c>.</summary>
    public void WriteApache(ref Utf8Out output, in Hit hit)
    {
        if (hit.Kind == LineKind.BadTimestamp)
        {
            output.Append("31/Foo/2026:25:61:00 +0000"u8);
            return;
        }

        long second = FloorSeconds(hit.TimestampMs);
        if (second != _apacheSecond)
        {
            DateTime time = DateTime.UnixEpoch.AddSeconds(second);
            var text = new Utf8Out(_apache);
            text.AppendDigits(time.Day, 2);
            text.Append((byte)'/');
            text.Append(s_months[time.Month - 1]);
            text.Append((byte)'/');
            text.AppendDigits(time.Year, 4);
            text.Append((byte)':');
            WriteClock(ref text, time);
            text.Append(" +0000"u8);
            _apacheSecond = second;
        }

        output.Append(_apache);
    }

    /// <summary><c>1795461845.123</c>: seconds since the Unix epoch.</summary>
    public static void WriteEpochSeconds(ref Utf8Out output, in Hit hit)
    {
        if (hit.Kind == LineKind.BadTimestamp)
        {
            output.Append("yesterday"u8);
            return;
        }

        long second = FloorSeconds(hit.TimestampMs);
        output.AppendNumber(second);
        output.Append((byte)'.');
        output.AppendDigits(hit.TimestampMs - (second * 1000), 3);
    }

    private ReadOnlySpan<byte> IsoOf(long timestampMs)
    {
        long second = FloorSeconds(timestampMs);
        if (second != _isoSecond)
        {
            DateTime time = DateTime.UnixEpoch.AddSeconds(second);
            var text = new Utf8Out(_iso);
            text.AppendDigits(time.Year, 4);
            text.Append((byte)'-');
            text.AppendDigits(time.Month, 2);
            text.Append((byte)'-');
            text.AppendDigits(time.Day, 2);
            text.Append((byte)'T');
            WriteClock(ref text, time);
            _isoSecond = second;
        }

        return _iso;
    }

    private static void WriteClock(ref Utf8Out text, DateTime time)
    {
        text.AppendDigits(time.Hour, 2);
        text.Append((byte)':');
        text.AppendDigits(time.Minute, 2);
        text.Append((byte)':');
        text.AppendDigits(time.Second, 2);
    }

    private static long FloorSeconds(long timestampMs) => timestampMs >= 0 ? timestampMs / 1000 : (timestampMs - 999) / 1000;
}
