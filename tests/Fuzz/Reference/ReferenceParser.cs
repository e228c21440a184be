using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>
/// The parser a second time, as slow and obvious as can be: strings, Split, regular expressions, System.Text.Json, big
/// integers. It shares with Core the names of reasons, what JSON keys mean, and where prefixes end.
/// </summary>
internal static class ReferenceParser
{
    private const int MaxLineBytes = 65_536;

    /// <summary>What <see cref="LineParser"/> with default options must say.</summary>
    public static ReferenceRecord Parse(byte[] line, long fallbackTimestampMs) => Parse(line, fallbackTimestampMs, levels: 2);

    private static ReferenceRecord Parse(byte[] line, long fallbackTimestampMs, int levels)
    {
        if (line.Length > MaxLineBytes)
        {
            return new ReferenceRecord(RejectReason.LineTooLong);
        }
        string text = Encoding.Latin1.GetString(line);
        string trimmed = text.Trim(' ', '\t', '\r', '\n');
        trimmed = text.EndsWith('\t') && !trimmed.StartsWith('{') ? text.TrimStart(' ', '\t', '\r', '\n') : trimmed; // empty fields of CloudFront
        if (levels > 0 && LinePrefix.TryFind(Encoding.Latin1.GetBytes(trimmed), out int prefix, out FieldSpan time))
        {
            bool hasTime = ReferenceValues.Iso(trimmed.Substring(time.Offset, time.Length), out long timeMs) == RejectReason.None;
            return Parse(Encoding.Latin1.GetBytes(trimmed[prefix..]), hasTime ? timeMs : fallbackTimestampMs, levels - 1);
        }
        if (trimmed.StartsWith('{'))
        {
            return ReadJson(Encoding.Latin1.GetBytes(trimmed), fallbackTimestampMs, levels);
        }
        int wordEnd = trimmed.IndexOfAny([' ', '\t']);
        if (wordEnd < 0)
        {
            return new ReferenceRecord(RejectReason.LineUnrecognized);
        }
        if (trimmed[wordEnd] == '\t')
        {
            if (IsNamed(trimmed))
            {
                return ReadNamed(trimmed);
            }
            string[] fields = trimmed.Split('\t');
            bool isStandard = fields[0].Length == 10 && fields[0][4] == '-' && fields[0][7] == '-';
            return isStandard ? ReadStandard(fields) : ReadRealtime(fields);
        }
        if (trimmed[..wordEnd] is "http" or "https" or "h2" or "grpcs" or "ws" or "wss")
        {
            return ReadAlb(trimmed);
        }
        ReferenceRecord access = ReferenceAccessLog.ReadAccess(trimmed);
        return access.Reason != RejectReason.None && IsNamed(trimmed) ? ReadNamed(trimmed) : access;
    }

    /// <summary>LTSV or logfmt, by what stands behind the first word.</summary>
    private static bool IsNamed(string line)
    {
        int end = line.IndexOfAny([':', '=', ' ', '\t']);
        return end is > 0 and <= 40
            && ((line[end] == ':' && line.Contains('\t', StringComparison.Ordinal)) || (line[end] == '=' && line.Contains("status=", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Of lines of named values only that they need a status: no line that mutations start from is one, so what they mean is for TextFormatTests.
    /// </summary>
    private static ReferenceRecord ReadNamed(string line)
    {
        bool isLtsv = line[line.IndexOfAny([':', '='])] == ':';
        bool hasStatus = isLtsv
            ? line.Split('\t').Any(field => field.StartsWith("status:", StringComparison.Ordinal) || field.StartsWith("status_code:", StringComparison.Ordinal))
            : line.Split(' ').Any(field => field.StartsWith("status=", StringComparison.Ordinal) || field.StartsWith("status_code=", StringComparison.Ordinal));
        return hasStatus ? ReferenceRecord.NotCompared : new ReferenceRecord(RejectReason.StatusMissing);
    }

    private static ReferenceRecord ReadJson(byte[] line, long fallbackTimestampMs, int levels)
    {
        ReferenceRecord outer = ReferenceJson.Read(line, fallbackTimestampMs, out List<string> inner, out long innerTimestampMs);
        if (outer.Reason is RejectReason.None or RejectReason.JsonInvalid or RejectReason.JsonTooDeep || levels == 0)
        {
            return outer;
        }
        for (int i = 0; i < Math.Min(3, inner.Count); i++)
        {
            if (inner[i].Length == 0)
            {
                continue;
            }
            ReferenceRecord record = Parse(Encoding.Latin1.GetBytes(inner[i]), innerTimestampMs, levels - 1);
            if (record.Reason == RejectReason.None)
            {
                return record;
            }
            outer = i == 0 && outer.Reason == RejectReason.EndpointMissing && record.Reason != RejectReason.LineUnrecognized ? record : outer;
        }
        return outer;
    }

    private static ReferenceRecord ReadRealtime(string[] fields)
    {
        bool isNewer = fields.Length == 69;
        if (!isNewer && fields.Length != 43)
        {
            return new ReferenceRecord(RejectReason.LineFieldCount);
        }
        int shift = isNewer ? 1 : 0; // s-ip after c-ip
        string time = fields[0];
        RejectReason reason = ReferenceValues.IsNothing(time) ? RejectReason.TimestampMissing : ReferenceValues.Epoch(time, out _);
        _ = ReferenceValues.Epoch(time, out long timestampMs);
        return ReadCloudFront(
            reason, timestampMs, status: fields[3 + shift], bytes: fields[4 + shift], timeTaken: fields[13 + shift], client: fields[1],
            method: fields[5 + shift], target: fields[8 + shift], country: fields[33 + shift], edge: fields[10 + shift]);
    }

    private static ReferenceRecord ReadStandard(string[] fields)
    {
        if (fields.Length < 19)
        {
            return new ReferenceRecord(RejectReason.LineFieldCount);
        }
        RejectReason reason = fields[1].Length == 8 ? ReferenceValues.Iso(fields[0] + " " + fields[1], out _) : RejectReason.TimestampInvalid;
        _ = ReferenceValues.Iso(fields[0] + " " + fields[1], out long timestampMs);
        return ReadCloudFront(
            reason, timestampMs, status: fields[8], bytes: fields[3], timeTaken: fields[18], client: fields[4], method: fields[5],
            target: fields[7], country: "", edge: fields[2]);
    }

    private static ReferenceRecord ReadCloudFront(
        RejectReason reason, long timestampMs, string status, string bytes, string timeTaken, string client, string method, string target,
        string country, string edge)
    {
        int statusValue = 0;
        long bytesValue = 0;
        long latencyUs = LogRecord.NoLatency;
        reason = reason != RejectReason.None ? reason : ReferenceAccessLog.Status(status, out statusValue);
        reason = reason != RejectReason.None ? reason : ReferenceValues.Bytes(bytes, out bytesValue);
        reason = reason != RejectReason.None ? reason : ReferenceValues.Latency(timeTaken, 6, out latencyUs);
        static string Stated(string text) => text == "-" ? "" : text;
        string region = Stated(country).Length > 0 ? country : Stated(edge);
        return reason != RejectReason.None
            ? new ReferenceRecord(reason)
            : new ReferenceRecord(
                reason, timestampMs, Stated(method), Stated(target), ReferenceText.Printable(region, LogRecordLimits.MaxRegionBytes),
                Stated(client), statusValue, latencyUs, bytesValue);
    }

    private static ReferenceRecord ReadAlb(string line)
    {
        List<string>? words = AlbWords(line, 13);
        if (words is null)
        {
            return new ReferenceRecord(RejectReason.LineTruncated);
        }
        RejectReason reason = ReferenceValues.Iso(words[1], out long timestampMs);
        int status = 0;
        long bytes = 0;
        long latencyUs = 0;
        reason = reason != RejectReason.None ? reason : ReferenceAccessLog.Status(words[8], out status);
        reason = reason != RejectReason.None ? reason : ReferenceValues.Bytes(words[11], out bytes);
        for (int i = 5; i < 8 && reason == RejectReason.None; i++)
        {
            long partUs = LogRecord.NoLatency;
            reason = words[i] == "-1" ? reason : ReferenceValues.Latency(words[i], 6, out partUs);
            latencyUs = latencyUs < 0 || partUs < 0 ? LogRecord.NoLatency : latencyUs + partUs;
        }
        reason = reason == RejectReason.None && latencyUs > LogRecordLimits.MaxLatencyUs ? RejectReason.LatencyOutOfRange : reason;
        _ = ReferenceValues.RequestLine(words[12], out string method, out string target);
        int colon = words[3].LastIndexOf(':');
        string client = colon > 0 ? words[3][..colon] : words[3] == "-" ? "" : words[3];
        return reason != RejectReason.None
            ? new ReferenceRecord(reason)
            : new ReferenceRecord(reason, timestampMs, method, ReferenceAccessLog.Unescape(target), "", client, status, latencyUs, bytes);
    }

    /// <summary>The first words, quotes undone; null when there are fewer.</summary>
    private static List<string>? AlbWords(string line, int count)
    {
        var words = new List<string>();
        string rest = line;
        while (words.Count < count)
        {
            if (rest.Length == 0)
            {
                return null;
            }
            string word;
            int length;
            if (rest[0] == '"')
            {
                int end = ReferenceAccessLog.ClosingQuote(rest);
                if (end < 0)
                {
                    return null;
                }
                (word, length) = (rest[1..end], end + 1);
            }
            else
            {
                length = rest.IndexOf(' ', StringComparison.Ordinal);
                length = length < 0 ? rest.Length : length;
                word = rest[..length];
            }
            words.Add(word);
            rest = length + 1 <= rest.Length ? rest[(length + 1)..] : "";
        }
        return words;
    }
}
