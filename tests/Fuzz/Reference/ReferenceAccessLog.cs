using System.Globalization;
using System.Text.RegularExpressions;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>Apache, nginx, ALB and CloudFront lines by Split and regular expressions. Bytes are Latin-1 characters.</summary>
internal static partial class ReferenceAccessLog
{
    private const string Quoted = @"(?>(?:\\.|[^""\\]|""(?! |\z))*)""(?= |\z)";

    public static ReferenceRecord ReadAccess(string line)
    {
        Match start = StartPattern().Match(line);
        if (!start.Success)
        {
            Match bracket = BracketPattern().Match(line);
            return new ReferenceRecord(
                !bracket.Success ? RejectReason.LineUnrecognized
                : bracket.Groups["rest"].Value.Contains(']', StringComparison.Ordinal) ? RejectReason.TimestampInvalid
                : RejectReason.LineTruncated);
        }
        RejectReason reason = ReferenceValues.Clf(start.Groups["time"].Value, out long timestampMs);
        if (reason != RejectReason.None)
        {
            return new ReferenceRecord(reason);
        }
        Match request = RequestPattern().Match(line[start.Length..]);
        if (!request.Success)
        {
            return new ReferenceRecord(RejectReason.LineTruncated);
        }
        string rest = line[(start.Length + request.Length)..];
        string[] words = rest.Length == 0 ? [] : rest[1..].Split(' ');
        if (words.Length == 0 || words[0].Length == 0)
        {
            return new ReferenceRecord(RejectReason.LineTruncated);
        }
        reason = ReferenceValues.Status(words[0], out int status);
        if (reason == RejectReason.None && (words.Length == 1 || words[1].Length == 0))
        {
            reason = RejectReason.LineTruncated;
        }
        long bytes = 0;
        reason = reason != RejectReason.None ? reason : ReferenceValues.Bytes(words[1], out bytes);
        long latencyUs = LogRecord.NoLatency;
        reason = reason != RejectReason.None ? reason : Tail(rest[(1 + words[0].Length + 1 + words[1].Length)..], out latencyUs);
        _ = ReferenceValues.RequestLine(request.Groups["request"].Value, out string method, out string target);
        return reason != RejectReason.None
            ? new ReferenceRecord(reason)
            : new ReferenceRecord(reason, timestampMs, method, Unescape(target), "", Client(start.Groups["start"].Value), status, latencyUs, bytes);
    }

    private static string Client(string start)
    {
        string[] words = start.Split(' ');
        Match port = PortPattern().Match(words[0]);
        bool hasVirtualHost = words.Length > 3 && start.Split(' ', 4)[3].Length > 0 && words[1] != "-" && port.Success
            && int.Parse(port.Groups["port"].Value, CultureInfo.InvariantCulture) <= 65535;
        string client = hasVirtualHost ? words[1] : words[0];
        return client == "-" ? "" : client;
    }

    /// <summary>What follows the bytes, beginning with a space, or nothing.</summary>
    private static RejectReason Tail(string rest, out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        rest = AgentPattern().Replace(rest, "", 1);
        if (UnclosedPattern().IsMatch(rest) || rest.Length == 0)
        {
            return RejectReason.None;
        }
        rest = rest[1..];
        string? withPoint = null;
        string? whole = null;
        if (NumberPattern().IsMatch(rest))
        {
            return ReferenceValues.Latency(rest, rest.Contains('.', StringComparison.Ordinal) ? 6 : 0, out latencyUs);
        }
        foreach (Match field in FieldPattern().Matches(rest))
        {
            string text = field.Groups["field"].Value;
            if (field.Groups["unclosed"].Success)
            {
                break;
            }
            bool isNamed = text.StartsWith("rt=", StringComparison.Ordinal) || text.StartsWith("request_time=", StringComparison.Ordinal);
            string value = isNamed ? text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..] : text;
            if (NumberPattern().IsMatch(value))
            {
                withPoint ??= value.Contains('.', StringComparison.Ordinal) ? value : null;
                whole ??= !value.Contains('.', StringComparison.Ordinal) && !isNamed ? value : null;
            }
        }
        return withPoint is not null ? ReferenceValues.Latency(withPoint, 6, out latencyUs)
            : whole is not null ? ReferenceValues.Latency(whole, 0, out latencyUs)
            : RejectReason.None;
    }

    /// <summary>The closing quote of a text that begins with a quote; -1 when there is none.</summary>
    public static int ClosingQuote(string text)
    {
        Match match = QuotedPattern().Match(text);
        return match.Success ? match.Length - 1 : -1;
    }

    public static string Unescape(string text) => EscapePattern().Replace(text, match =>
        match.Value[1] == 'x'
            ? ((char)int.Parse(match.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
            : "\"\\\n\r\t\b\v\f"["\"\\nrtbvf".IndexOf(match.Value[1], StringComparison.Ordinal)].ToString());

    [GeneratedRegex(@"\A(?<start>(?:(?! "").)*?) \[(?<time>.{2}/.{3}/.{4}:.{14})(?=\])", RegexOptions.Singleline)]
    private static partial Regex StartPattern();

    [GeneratedRegex(@"\A(?:(?! "").)*? \[(?<rest>.*)", RegexOptions.Singleline)]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"\A\] ""(?<request>(?>(?:\\.|[^""\\]|""(?! |\z))*))""(?= |\z)", RegexOptions.Singleline)]
    private static partial Regex RequestPattern();

    [GeneratedRegex(@"\A""" + Quoted, RegexOptions.Singleline)]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(@":(?<port>[0-9]{1,9})\z")]
    private static partial Regex PortPattern();

    [GeneratedRegex(@"\A( """ + Quoted + "){1,2}", RegexOptions.Singleline)]
    private static partial Regex AgentPattern();

    [GeneratedRegex(@"\A ""(?!" + Quoted + ")", RegexOptions.Singleline)]
    private static partial Regex UnclosedPattern();

    [GeneratedRegex(@"\G(?<field>[^ ""]*(""" + Quoted + @")?)(?<unclosed>""(?!" + Quoted + @"))?( |\z)?", RegexOptions.Singleline)]
    private static partial Regex FieldPattern();

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\\(x[0-9A-Fa-f]{2}|[""\\nrtbvf])")]
    private static partial Regex EscapePattern();
}
