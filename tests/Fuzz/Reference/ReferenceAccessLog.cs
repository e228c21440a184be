using System.Globalization;
using System.Text.RegularExpressions;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>Apache and nginx lines, and quoted text, by Split and regular expressions. Bytes are Latin-1 characters.</summary>
internal static partial class ReferenceAccessLog
{
    /// <summary>The inside of a quoted text and its closing quote: behind it stands a space or the end.</summary>
    public const string Quoted = @"(?>(?:\\.|[^""\\]|""(?! |\z))*)""(?= |\z)";

    public static ReferenceRecord ReadAccess(string line)
    {
        if (Time(line, out int bracket) is not { } time)
        {
            return new ReferenceRecord(
                bracket < 0 ? RejectReason.LineUnrecognized
                : line[bracket..].Contains(']', StringComparison.Ordinal) ? RejectReason.TimestampInvalid
                : RejectReason.LineTruncated);
        }
        RejectReason reason = ReferenceValues.Bracketed(time.Value, out long timestampMs);
        if (reason != RejectReason.None)
        {
            return new ReferenceRecord(reason);
        }
        Match request = RequestPattern().Match(line[(time.Index + time.Length)..]);
        if (!request.Success)
        {
            return new ReferenceRecord(RejectReason.LineTruncated);
        }
        Match words = NumbersPattern().Match(line[(time.Index + time.Length + request.Length)..]);
        if (words.Groups["status"].Length == 0)
        {
            return new ReferenceRecord(RejectReason.LineTruncated);
        }
        reason = Status(words.Groups["status"].Value, out int status);
        if (reason == RejectReason.None && words.Groups["bytes"].Length == 0)
        {
            reason = RejectReason.LineTruncated;
        }
        long bytes = 0;
        reason = reason != RejectReason.None ? reason : Bytes(words.Groups["bytes"].Value, out bytes);
        long latencyUs = LogRecord.NoLatency;
        reason = reason != RejectReason.None ? reason : ReferenceTail.Read(words.Groups["rest"].Value, out latencyUs, ref bytes);
        _ = ReferenceValues.RequestLine(request.Groups["request"].Value, out string method, out string target);
        return reason != RejectReason.None
            ? new ReferenceRecord(reason)
            : new ReferenceRecord(reason, timestampMs, method, Unescape(target), "", Client(line[..(time.Index - 2)]), status, latencyUs, bytes);
    }

    /// <summary>Three digits, or a dash for none.</summary>
    public static RejectReason Status(string text, out int status)
    {
        status = ThreeDigits().IsMatch(text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        return text == "-" || ThreeDigits().IsMatch(text) ? RejectReason.None : RejectReason.StatusInvalid;
    }

    /// <summary>Digits, or a dash for none.</summary>
    public static RejectReason Bytes(string text, out long bytes)
    {
        bytes = 0;
        return text == "-" ? RejectReason.None : AllDigits().IsMatch(text) ? ReferenceValues.Bytes(text, out bytes) : RejectReason.BytesInvalid;
    }

    /// <summary>The first bracket that holds what looks like a time. Behind the request's quote none is looked for; a quoted list of addresses is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Where the inside of the first bracket begins; -1 = there is none.</param>
    private static Match? Time(string line, out int first)
    {
        first = -1;
        foreach (Match bracket in BracketPattern().Matches(line))
        {
            int quote = line[..bracket.Index].IndexOf(" \"", StringComparison.Ordinal);
            if (quote >= 0 && !AddressesPattern().IsMatch(line[(quote + 1)..]))
            {
                return null;
            }
            first = first < 0 ? bracket.Index + 2 : first;
            Match time = TimePattern().Match(line, bracket.Index + 2);
            if (time.Success)
            {
                return time;
            }
        }
        return null;
    }

    /// <summary>
    /// The first word; the second behind a virtual host. A virtual host has a port, or it is no address and the client behind it is one or has no ident.
    /// </summary>
    private static string Client(string start)
    {
        string[] words = start.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string first = words[0];
        if (first.Contains(',', StringComparison.Ordinal))
        {
            string leading = first.Split(',')[0];
            return leading == "-" ? "" : leading;
        }
        bool hasVirtualHost = words.Length > 3 && words[1] != "-"
            && (HasPort(first) || (!IsAddress(first) && (IsAddress(words[1]) || words[2] == "-")));
        string client = hasVirtualHost ? words[1] : first;
        client = client.StartsWith(',') ? client : client.Split(',')[0];
        bool isAddressWithPort = client.Count(letter => letter == ':') == 1 && HasPort(client) && IsAddress(client.Split(':')[0]);
        client = isAddressWithPort ? client.Split(':')[0] : client;
        return client == "-" ? "" : client;
    }

    private static bool HasPort(string word) =>
        PortPattern().Match(word) is { Success: true } port && long.Parse(port.Groups["port"].Value, CultureInfo.InvariantCulture) <= 65535;

    private static bool IsAddress(string word) =>
        (Version4Pattern().IsMatch(word) && word.Count(letter => letter == '.') == 3)
        || (Version6Pattern().IsMatch(word) && word.Count(letter => letter == ':') >= 2);

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

    [GeneratedRegex(@" \[")]
    private static partial Regex BracketPattern();

    // As Apache writes it; or, of 19 to 39 bytes, ISO 8601 or the first with a fraction.
    [GeneratedRegex(@"\G(.{2}/.{3}/.{4}:.{14}(?=\])|(?=[^\]]{19,39}\])(.{4}-.{2}-.{5}:|.{2}/.{3}/.{7}:)[^\]]*)", RegexOptions.Singleline)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\A""[0-9a-fA-F.:, -]*""")]
    private static partial Regex AddressesPattern();

    [GeneratedRegex(@"\A\] *([^"" ][^ ]* +)?""(?<request>(?>(?:\\.|[^""\\]|""(?! |\z))*))""(?= |\z)", RegexOptions.Singleline)]
    private static partial Regex RequestPattern();

    [GeneratedRegex(@"\A *(?<status>[^ ]*) *(?<bytes>[^ ]*) *(?<rest>.*)\z", RegexOptions.Singleline)]
    private static partial Regex NumbersPattern();

    [GeneratedRegex(@"\A[0-9]{3}\z")]
    private static partial Regex ThreeDigits();

    [GeneratedRegex(@"\A[0-9]+\z")]
    private static partial Regex AllDigits();

    [GeneratedRegex(@"\A""" + Quoted, RegexOptions.Singleline)]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(@":(?<port>[0-9]{1,18})\z")]
    private static partial Regex PortPattern();

    [GeneratedRegex(@"\A[0-9.]*\z")]
    private static partial Regex Version4Pattern();

    [GeneratedRegex(@"\A[0-9a-fA-F.:]*\z")]
    private static partial Regex Version6Pattern();

    [GeneratedRegex(@"\\(x[0-9A-Fa-f]{2}|[""\\nrtbvf])")]
    private static partial Regex EscapePattern();
}
