using System.Globalization;
using System.Text;
using System.Text.Json;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>
/// A JSON line by System.Text.Json. What a key means, and whose units a line has, is asked of Core's table, which is tested by lines that people have; what is
/// JSON, which value is chosen and what it comes to is written down a second time.
/// </summary>
internal static class ReferenceJson
{
    private const long Year1990Ms = 631_152_000_000;
    private const long Year2100Ms = 4_102_444_800_000;

    private static readonly JsonFieldTable s_names = new([]);

    /// <param name="line">Without whitespace around.</param>
    /// <param name="fallbackTimestampMs">The time it came with.</param>
    /// <param name="inner">Texts that may be lines themselves, and the time for them.</param>
    /// <param name="innerTimestampMs">The time that the line states, or came with.</param>
    public static ReferenceRecord Read(byte[] line, long fallbackTimestampMs, out List<string> inner, out long innerTimestampMs)
    {
        inner = [];
        innerTimestampMs = fallbackTimestampMs;
        var values = new ReferenceMembers();
        // Bytes above 0x7F become private characters, so that a string parser can carry bytes that are no UTF-8.
        string text = string.Concat(line.Select(b => b < 0x80 ? (char)b : (char)(0xF700 + b)));
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            Walk(document.RootElement, "", 0, 0, values);
        }
        catch (JsonException e)
        {
            bool isTooDeep = e.Message.Contains("maximum", StringComparison.Ordinal) && e.Message.Contains("depth", StringComparison.Ordinal);
            return new ReferenceRecord(isTooDeep ? RejectReason.JsonTooDeep : RejectReason.JsonInvalid);
        }

        values.Order();
        inner = values.Of(JsonField.Envelope).Select(value => value.IsText ? value.Text : "").ToList();
        RejectReason reason = ReadTime(values, fallbackTimestampMs, out long timestampMs);
        innerTimestampMs = reason == RejectReason.None ? timestampMs : fallbackTimestampMs;
        bool hasEndpoint = values.IsStated(JsonField.Endpoint) || values.IsStated(JsonField.Request);
        return !hasEndpoint ? new ReferenceRecord(RejectReason.EndpointMissing)
            : !values.IsStated(JsonField.Status) ? new ReferenceRecord(RejectReason.StatusMissing)
            : reason != RejectReason.None ? new ReferenceRecord(reason)
            : Interpret(values, timestampMs);
    }

    private static void Walk(JsonElement element, string path, int wrapperLength, int depth, ReferenceMembers values)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            string name = Unescape(RawName(member));
            bool fits = path.Length + name.Length <= JsonFieldTable.MaxNameBytes && name.Length > 0;
            byte[] whole = Encoding.Latin1.GetBytes(path + name);
            if (member.Value.ValueKind == JsonValueKind.Object && depth < 7 && fits && s_names.IsParent(whole, wrapperLength, out bool isWrapper))
            {
                Walk(member.Value, path + name + ".", isWrapper ? whole.Length + 1 : wrapperLength, depth + 1, values);
                continue;
            }

            string raw = member.Value.GetRawText();
            JsonKey key = fits ? s_names.Find(whole, wrapperLength) : JsonKey.Ignored;
            values.Add(key, member.Value.ValueKind, member.Value.ValueKind == JsonValueKind.String ? Unescape(raw[1..^1]) : raw);
        }
    }

    private static RejectReason ReadTime(ReferenceMembers values, long fallbackTimestampMs, out long timestampMs)
    {
        var timestamps = new TimestampReader();
        bool IsGood(string text, out long ms)
        {
            RejectReason reason = ReferenceValues.Time(text, out ms);
            bool isNumber = text.Length < 16 || (text[4] != '-' && text[2] != '/');
            return reason == RejectReason.None ? !isNumber || ms is >= Year1990Ms and < Year2100Ms : timestamps.TryReadOther(Encoding.Latin1.GetBytes(text), out ms);
        }

        RejectReason first = RejectReason.None;
        string? weak = null;
        timestampMs = fallbackTimestampMs;
        foreach (ReferenceMember value in values.Of(JsonField.Timestamp))
        {
            if (value.IsScalar && (IsGood(value.Text, out timestampMs) || TryJoin(values, value.Text, out timestampMs)))
            {
                return RejectReason.None;
            }

            RejectReason reason = value.IsScalar ? ReferenceValues.Time(value.Text, out _) : RejectReason.TimestampInvalid;
            weak ??= reason == RejectReason.None && (value.Key.Flags & JsonKeyFlags.Own) != 0 ? value.Text : reason == RejectReason.None ? "" : null;
            reason = reason == RejectReason.None ? RejectReason.TimestampInvalid : ReferenceValues.IsNothing(value.Text) ? RejectReason.TimestampMissing : reason;
            first = first == RejectReason.None ? reason : first;
        }

        foreach (ReferenceMember value in values.Of(JsonField.Date))
        {
            if (value.IsScalar && IsGood(value.Text, out timestampMs))
            {
                return RejectReason.None;
            }
        }

        if (!string.IsNullOrEmpty(weak))
        {
            return ReferenceValues.Time(weak, out timestampMs);
        }

        timestampMs = fallbackTimestampMs;
        bool isMissing = fallbackTimestampMs < 0 || fallbackTimestampMs > LogRecordLimits.MaxTimestampMs
            || (values.IsNull(JsonField.Timestamp) && !values.Of(JsonField.Date).Any());
        return first != RejectReason.None ? first : isMissing ? RejectReason.TimestampMissing : RejectReason.None;
    }

    private static bool TryJoin(ReferenceMembers values, string time, out long timestampMs)
    {
        timestampMs = 0;
        foreach (ReferenceMember date in values.Of(JsonField.Date).Where(date => date.IsText && date.Text.Length == 10))
        {
            char[] day = date.Text.ToCharArray();
            (day[4], day[7]) = (day[4] == '/' ? '-' : day[4], day[7] == '/' ? '-' : day[7]);
            if (time.Length is >= 8 and <= 37 && ReferenceValues.Iso(new string(day) + "T" + time, out timestampMs) == RejectReason.None)
            {
                return true;
            }
        }

        return false;
    }

    private static ReferenceRecord Interpret(ReferenceMembers values, long timestampMs)
    {
        RejectReason reason = ReadStatus(values, out int status);
        long bytes = 0;
        long latencyUs = LogRecord.NoLatency;
        reason = reason != RejectReason.None ? reason : FirstNumber(values.Of(JsonField.Bytes), value => (ReferenceValues.Bytes(value.Text, out long read), read, true), 0, out bytes);
        reason = reason != RejectReason.None ? reason : FirstNumber(values.Of(JsonField.Latency), Latency, LogRecord.NoLatency, out latencyUs);
        if (reason != RejectReason.None)
        {
            return new ReferenceRecord(reason);
        }

        string client = values.Of(JsonField.Client).Where(value => value.IsScalar).Select(value => (Address: Address(Stated(value.Text)), value.Key.Flags))
            .FirstOrDefault(one => one.Address.Length > 0 && ((one.Flags & JsonKeyFlags.OnlyAddress) == 0 || JsonClient.IsAddress(Encoding.Latin1.GetBytes(one.Address)))).Address ?? "";
        string method = FirstStated(values.Of(JsonField.Method));
        reason = ReadTarget(values, ref method, out string target);
        return reason != RejectReason.None
            ? new ReferenceRecord(reason)
            : new ReferenceRecord(reason, timestampMs, method, target, ReferenceText.Printable(FirstStated(values.Of(JsonField.Region)), LogRecordLimits.MaxRegionBytes), client, status, latencyUs, bytes);
    }

    private static RejectReason ReadStatus(ReferenceMembers values, out int status)
    {
        status = 0;
        var read = values.Of(JsonField.Status).Select(value =>
        {
            string text = value.Text.Length > 4 && value.Text[3] == ' ' ? value.Text[..3] : value.Text;
            int number = 0;
            return (Reason: value.IsScalar ? ReferenceValues.Status(text, out number) : RejectReason.StatusInvalid, Number: number);
        }).ToList();
        var good = read.Where(one => one.Reason == RejectReason.None).ToList();
        status = good.FirstOrDefault(one => one.Number >= 100) is { Number: > 0 } usual ? usual.Number : good.Select(one => one.Number).DefaultIfEmpty(0).Max();
        return good.Count > 0 || values.IsNull(JsonField.Status) ? RejectReason.None : RejectReason.StatusInvalid;
    }

    private static RejectReason FirstNumber(
        IEnumerable<ReferenceMember> members, Func<ReferenceMember, (RejectReason Reason, long Value, bool IsTaken)> read, long none, out long value)
    {
        value = none;
        RejectReason first = RejectReason.None;
        foreach (ReferenceMember member in members.Where(member => member.IsScalar && !ReferenceValues.IsNothing(member.Text)))
        {
            (RejectReason reason, long number, bool isTaken) = read(member);
            if (reason == RejectReason.None && isTaken)
            {
                value = number;
                return RejectReason.None;
            }

            first = first == RejectReason.None && (member.Key.Flags & JsonKeyFlags.Sure) != 0 ? reason : first;
        }

        return first;
    }

    private static (RejectReason Reason, long Value, bool IsTaken) Latency(ReferenceMember member)
    {
        int power = member.Key.Unit switch { JsonUnit.Seconds => 6, JsonUnit.Milliseconds => 3, JsonUnit.Microseconds => 0, _ => -1 };
        if (power >= 0 && ReferenceValues.Number(member.Text, 0) is not null)
        {
            return (ReferenceValues.Latency(member.Text, power, out long us), us, true);
        }

        JsonGrade grade = JsonLatency.Read(Encoding.Latin1.GetBytes(member.Text), member.Key.Unit, out long read, out RejectReason reason);
        return (reason, read, grade == JsonGrade.Good);
    }

    private static RejectReason ReadTarget(ReferenceMembers values, ref string method, out string target)
    {
        var endpoints = values.Of(JsonField.Endpoint).ToList();
        var requests = values.Of(JsonField.Request).ToList();
        target = "";
        if (endpoints.Count > 0 && (endpoints[0].Key.Flags & JsonKeyFlags.Own) != 0 && endpoints[0].IsScalar)
        {
            target = Stated(endpoints[0].Text);
            if (target.Length > 0 || (endpoints.Count == 1 && requests.Count == 0))
            {
                return RejectReason.None;
            }
        }

        foreach (ReferenceMember request in requests.Where(request => request.IsScalar))
        {
            bool isLine = ReferenceValues.RequestLine(request.Text, out string lineMethod, out string lineTarget) && (IsTarget(lineTarget) || lineMethod.All(char.IsAsciiLetterUpper));
            if (isLine || IsTarget(request.Text))
            {
                (method, target) = isLine ? (lineMethod, lineTarget) : (method, request.Text);
                return RejectReason.None;
            }
        }

        return ReadOtherTarget(endpoints, requests, method, out target);
    }

    private static RejectReason ReadOtherTarget(List<ReferenceMember> endpoints, List<ReferenceMember> requests, string method, out string target)
    {
        bool IsFile(ReferenceMember member) => (member.Key.Flags & JsonKeyFlags.MayBeFile) != 0 && JsonTarget.IsFile(Encoding.Latin1.GetBytes(member.Text));
        ReferenceMember? good = endpoints.FirstOrDefault(one => one.IsScalar && IsTarget(one.Text) && !IsFile(one));
        ReferenceMember? weak = endpoints.FirstOrDefault(one => one.IsScalar && Stated(one.Text).Length > 0);
        ReferenceMember? other = method.Length > 0 ? requests.FirstOrDefault(one => one.IsScalar && Stated(one.Text).Length > 0) : null;
        target = Stated((good ?? weak ?? other)?.Text ?? "");
        List<ReferenceMember> all = [.. endpoints, .. requests];
        return all.Count > 0 && !all.Any(one => one.IsScalar) ? RejectReason.EndpointInvalid
            : good is null && weak is not null && IsFile(weak) && method.Length == 0 ? RejectReason.EndpointMissing
            : RejectReason.None;
    }

    private static bool IsTarget(string text) => text.StartsWith('/') || text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal) || text == "*";

    private static string Address(string text) => Encoding.Latin1.GetString(JsonClient.Address(Encoding.Latin1.GetBytes(text)));

    private static string Stated(string text) => ReferenceValues.IsNothing(text) ? "" : text;

    private static string FirstStated(IEnumerable<ReferenceMember> members) => members.Where(one => one.IsScalar).Select(one => Stated(one.Text)).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>From <c>"name" : value</c> as written; the value's raw text is its end.</summary>
    private static string RawName(JsonProperty member)
    {
        string raw = member.ToString();
        raw = raw[..^member.Value.GetRawText().Length].TrimEnd().TrimEnd(':').TrimEnd();
        return raw[1..^1];
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
