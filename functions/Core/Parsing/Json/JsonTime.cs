namespace LogFunctions.Core.Parsing;

/// <summary>Times as JSON logs write them, and which of them are plainly none.</summary>
internal static class JsonTime
{
    private const long Year1990Ms = 631_152_000_000;
    private const long Year2100Ms = 4_102_444_800_000;

    // yyyy-MM-ddTHH:mm:ss and what may follow.
    private const int MaxJoinedBytes = 48;

    /// <summary>
    /// Reads a whole time. A number outside of 1990 to 2100 is weak: it is a duration, an id, or a local time without separators.
    /// </summary>
    public static JsonGrade Read(TimestampReader timestamps, ReadOnlySpan<byte> text, out long timestampMs, out RejectReason reason)
    {
        reason = timestamps.Read(text, out timestampMs);
        if (reason == RejectReason.None)
        {
            bool isNumber = text.Length < 16 || (text[4] != '-' && text[2] != '/');
            return !isNumber || timestampMs is >= Year1990Ms and < Year2100Ms ? JsonGrade.Good : JsonGrade.Weak;
        }

        if (FieldText.IsNothing(text))
        {
            return JsonGrade.Nothing;
        }

        if (timestamps.TryReadOther(text, out timestampMs))
        {
            reason = RejectReason.None;
            return JsonGrade.Good;
        }

        return JsonGrade.Invalid;
    }

    /// <summary>A date and a time of day in two keys (CloudFront, IIS).</summary>
    public static bool TryJoin(TimestampReader timestamps, ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, out long timestampMs)
    {
        timestampMs = 0;
        if (date.Length != 10 || time.Length < 8 || time[2] != ':' || time[5] != ':' || date.Length + 1 + time.Length > MaxJoinedBytes)
        {
            return false;
        }

        Span<byte> joined = stackalloc byte[MaxJoinedBytes];
        date.CopyTo(joined);
        joined[4] = date[4] == '/' ? (byte)'-' : date[4];
        joined[7] = date[7] == '/' ? (byte)'-' : date[7];
        joined[10] = (byte)'T';
        time.CopyTo(joined[11..]);
        return timestamps.ReadIso(joined[..(11 + time.Length)], out timestampMs) == RejectReason.None;
    }
}
