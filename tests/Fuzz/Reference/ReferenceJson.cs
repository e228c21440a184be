using System.Globalization;
using System.Text;
using System.Text.Json;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>A JSON line by System.Text.Json and a list of names.</summary>
internal static class ReferenceJson
{
    /// <summary>Field and power to microseconds by name, the surest first. As documented, written down a second time.</summary>
    private static readonly (string Field, int Power, string[] Names)[] s_names =
    [
        ("ts", 0, ["ts", "timestamp", "time", "@timestamp", "datetime", "time_iso8601", "msec", "time_local"]),
        ("ip", 0, ["ip", "remote_addr", "client_ip", "clientip", "remote", "c-ip", "client", "host"]),
        ("region", 0, ["region", "c-country", "x-edge-location"]),
        ("method", 0, ["method", "request_method", "http_method", "cs-method"]),
        ("endpoint", 0, ["endpoint", "path", "request_uri", "uri", "url", "cs-uri-stem"]),
        ("request", 0, ["request"]),
        ("status", 0, ["status", "response", "code", "status_code", "sc-status", "elb_status_code"]),
        ("rt", 3, ["rt_ms"]), ("rt", 0, ["rt_us"]), ("rt", 6, ["rt_s"]),
        ("rt", 3, ["response_time", "duration", "response_time_ms", "duration_ms", "latency_ms"]),
        ("rt", 6, ["request_time", "time-taken"]),
        ("bytes", 0, ["bytes", "body_bytes_sent", "bytes_sent", "size", "sc-bytes", "sent_bytes"]),
    ];

    private sealed record Value(JsonValueKind Kind, string Text, int Rank, int Power);

    public static ReferenceRecord Read(byte[] line, long fallbackTimestampMs)
    {
        var values = new Dictionary<string, Value>();
        var nulls = new HashSet<string>();
        RejectReason broken = ReadMembers(line, values, nulls);
        if (broken != RejectReason.None)
        {
            return new ReferenceRecord(broken);
        }
        foreach (string field in new[] { "ts", "ip", "region", "method", "endpoint", "request", "status", "rt", "bytes" })
        {
            if (values.TryGetValue(field, out Value? value) && value.Kind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return new ReferenceRecord(WrongType(field));
            }
        }
        bool IsStated(string field) => values.ContainsKey(field) || nulls.Contains(field);
        if (!IsStated("endpoint") && !IsStated("request"))
        {
            return new ReferenceRecord(RejectReason.EndpointMissing);
        }
        return IsStated("status") ? Interpret(values, nulls, fallbackTimestampMs) : new ReferenceRecord(RejectReason.StatusMissing);
    }

    private static RejectReason WrongType(string field) => field switch
    {
        "ts" => RejectReason.TimestampInvalid,
        "ip" => RejectReason.ClientInvalid,
        "region" => RejectReason.RegionInvalid,
        "method" => RejectReason.MethodInvalid,
        "endpoint" or "request" => RejectReason.EndpointInvalid,
        "status" => RejectReason.StatusInvalid,
        "rt" => RejectReason.LatencyInvalid,
        _ => RejectReason.BytesInvalid,
    };

    private static ReferenceRecord Interpret(Dictionary<string, Value> values, HashSet<string> nulls, long fallbackTimestampMs)
    {
        string Text(string field) => values.TryGetValue(field, out Value? value) ? value.Text : "";
        string Stated(string field) => ReferenceValues.IsNothing(Text(field)) ? "" : Text(field);

        long timestampMs = fallbackTimestampMs;
        RejectReason reason = RejectReason.None;
        if (values.ContainsKey("ts"))
        {
            reason = ReferenceValues.IsNothing(Text("ts")) ? RejectReason.TimestampMissing : ReferenceValues.Time(Text("ts"), out timestampMs);
        }
        else if (nulls.Contains("ts") || fallbackTimestampMs < 0 || fallbackTimestampMs > LogRecordLimits.MaxTimestampMs)
        {
            reason = RejectReason.TimestampMissing;
        }
        int status = 0;
        long bytes = 0;
        long latencyUs = LogRecord.NoLatency;
        reason = reason != RejectReason.None ? reason : ReferenceValues.Status(Text("status"), out status);
        reason = reason != RejectReason.None ? reason : ReferenceValues.Bytes(Text("bytes"), out bytes);
        reason = reason != RejectReason.None ? reason : ReferenceValues.Latency(Text("rt"), values.TryGetValue("rt", out Value? rt) ? rt.Power : 0, out latencyUs);
        if (reason != RejectReason.None)
        {
            return new ReferenceRecord(reason);
        }
        string method = Stated("method");
        string target = Stated("endpoint");
        if (!values.ContainsKey("endpoint") && values.ContainsKey("request"))
        {
            if (ReferenceValues.RequestLine(Text("request"), out string requestMethod, out string requestTarget))
            {
                (method, target) = (requestMethod, requestTarget);
            }
            else
            {
                target = method.Length > 0 ? Stated("request") : "";
            }
        }
        return new ReferenceRecord(
            RejectReason.None, timestampMs, method, target, ReferenceText.Printable(Stated("region"), LogRecordLimits.MaxRegionBytes),
            Stated("ip"), status, latencyUs, bytes);
    }

    private static RejectReason ReadMembers(byte[] line, Dictionary<string, Value> values, HashSet<string> nulls)
    {
        // Bytes above 0x7F become private characters, so that a string parser can carry bytes that are no UTF-8.
        string text = string.Concat(line.Select(b => b < 0x80 ? (char)b : (char)(0xF700 + b)));
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                Add(Unescape(RawName(member)), member.Value, values, nulls);
            }
            return RejectReason.None;
        }
        catch (JsonException e)
        {
            bool isTooDeep = e.Message.Contains("maximum", StringComparison.Ordinal) && e.Message.Contains("depth", StringComparison.Ordinal);
            return isTooDeep ? RejectReason.JsonTooDeep : RejectReason.JsonInvalid;
        }
    }

    /// <summary>From <c>"name" : value</c> as written; the value's raw text is its end.</summary>
    private static string RawName(JsonProperty member)
    {
        string raw = member.ToString();
        raw = raw[..^member.Value.GetRawText().Length].TrimEnd().TrimEnd(':').TrimEnd();
        return raw[1..^1];
    }

    private static void Add(string name, JsonElement value, Dictionary<string, Value> values, HashSet<string> nulls)
    {
        int rank = 0;
        foreach ((string field, int power, string[] names) in s_names)
        {
            foreach (string known in names)
            {
                rank++;
                if (known != name)
                {
                    continue;
                }
                if (value.ValueKind == JsonValueKind.Null)
                {
                    nulls.Add(field);
                }
                else if (!values.TryGetValue(field, out Value? chosen) || rank <= chosen.Rank)
                {
                    string raw = value.GetRawText();
                    string text = value.ValueKind == JsonValueKind.String ? Unescape(raw[1..^1]) : raw;
                    values[field] = new Value(value.ValueKind, text, rank, power);
                }
            }
        }
    }

    /// <summary>Escapes undone, and characters turned into their UTF-8 bytes, as Latin-1.</summary>
    private static string Unescape(string raw)
    {
        var text = new StringBuilder();
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            i++;
            int simple = "\"\\/bfnrt".IndexOf(raw[i], StringComparison.Ordinal);
            if (simple >= 0)
            {
                text.Append("\"\\/\b\f\n\r\t"[simple]);
                continue;
            }
            text.Append((char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 4;
        }
        var bytes = new StringBuilder();
        foreach (Rune rune in text.ToString().EnumerateRunes()) // a lone surrogate becomes U+FFFD
        {
            byte[] utf8 = rune.Value is >= 0xF780 and <= 0xF7FF ? [(byte)(rune.Value - 0xF700)] : Encoding.UTF8.GetBytes(rune.ToString());
            bytes.Append(Encoding.Latin1.GetString(utf8));
        }
        return bytes.ToString();
    }
}
