namespace LogFunctions.Core.Parsing;

/// <summary>
/// Durations with their unit: <c>24.3ms</c>, <c>0.123s</c>, <c>1m3.5s</c>, <c>12 ms</c>, <c>00:00:01.234</c>; and nginx's lists of them.
/// </summary>
internal static class DurationText
{
    /// <summary>Reads a whole text; false when it is not like that or too long for a latency.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long latencyUs)
    {
        latencyUs = 0;
        if (text.Contains((byte)':'))
        {
            return TryReadClock(text, out latencyUs);
        }

        int parts = 0;
        while (!text.IsEmpty)
        {
            int numberLength = text.IndexOfAnyExcept(s_decimal);
            if (numberLength <= 0 || !DecimalNumber.TryParse(text[..numberLength], out DecimalNumber number))
            {
                return Fail(out latencyUs);
            }

            text = text[numberLength..].TrimStart((byte)' ');
            int unitLength = text.IndexOfAny(s_decimalOrSpace);
            ReadOnlySpan<byte> unit = unitLength < 0 ? text : text[..unitLength];
            if (!TryUnit(unit, out int power, out int factor) || !number.TryScale(power, LogRecordLimits.MaxLatencyUs, out long part))
            {
                return Fail(out latencyUs);
            }

            latencyUs += part * factor;
            parts++;
            text = text[unit.Length..].TrimStart((byte)' ');
        }

        return parts > 0 && latencyUs <= LogRecordLimits.MaxLatencyUs ? true : Fail(out latencyUs);
    }

    /// <summary>Numbers and dashes with commas or colons between: times of several upstreams, none of which is the request's.</summary>
    public static bool IsList(ReadOnlySpan<byte> text) => text.ContainsAny((byte)',', (byte)':') && text.IndexOfAnyExcept(s_list) < 0;

    private static readonly System.Buffers.SearchValues<byte> s_decimal = System.Buffers.SearchValues.Create("0123456789."u8);
    private static readonly System.Buffers.SearchValues<byte> s_decimalOrSpace = System.Buffers.SearchValues.Create("0123456789. "u8);
    private static readonly System.Buffers.SearchValues<byte> s_list = System.Buffers.SearchValues.Create("0123456789.,:- "u8);

    // hh:mm:ss with or without a fraction, as .NET writes a TimeSpan.
    private static bool TryReadClock(ReadOnlySpan<byte> text, out long latencyUs)
    {
        latencyUs = 0;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':' || Digits.Two(text, 0) is var hours && hours < 0
            || Digits.Two(text, 3) is var minutes && (uint)minutes > 59)
        {
            return false;
        }

        if (!DecimalNumber.TryParse(text[6..], out DecimalNumber seconds) || seconds.IsNegative
            || !seconds.TryScale(6, 60_000_000, out long us))
        {
            return false;
        }

        latencyUs = (((hours * 60L) + minutes) * 60_000_000) + us;
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<byte> unit, out int power, out int factor)
    {
        (power, factor) = unit switch
        {
            [(byte)'n', (byte)'s'] => (-3, 1),
            [(byte)'u', (byte)'s'] or [0xC2, 0xB5, (byte)'s'] or [0xCE, 0xBC, (byte)'s'] => (0, 1),
            [(byte)'m', (byte)'s'] or [(byte)'m', (byte)'s', (byte)'e', (byte)'c'] => (3, 1),
            [(byte)'s'] or [(byte)'s', (byte)'e', (byte)'c'] => (6, 1),
            [(byte)'m'] or [(byte)'m', (byte)'i', (byte)'n'] => (6, 60),
            [(byte)'h'] => (6, 3600),
            _ => (0, 0),
        };
        return factor > 0;
    }

    private static bool Fail(out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        return false;
    }
}
