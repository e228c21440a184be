using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Lines;

/// <summary>
/// User agent and referer of an accepted line. Nothing is counted by them, so the stream never looks for them: they are looked for here,
/// once the parser has said what the line is. Where they can't be found they are unknown; a line is never refused for them.
/// </summary>
internal sealed class VisitorText
{
    private const int MaxWordsBeforeReferer = 8;

    private readonly CleanText _cleanAgent = new();
    private readonly CleanText _cleanReferer = new();
    private byte[] _agentBytes = [];
    private byte[] _refererBytes = [];

    /// <param name="line">The line that was accepted: of one inside another, the inner.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="cloudFront">The columns of a CloudFront line.</param>
    /// <param name="userAgent">Empty = unknown.</param>
    /// <param name="referer">Empty = unknown.</param>
    public void Read(ReadOnlySpan<byte> line, LineKind kind, CloudFrontFieldList? cloudFront, out ReadOnlySpan<byte> userAgent,
        out ReadOnlySpan<byte> referer)
    {
        userAgent = default;
        referer = default;
        line = line.TrimEnd(" \r\n"u8); // as a line within JSON often ends
        switch (kind)
        {
            case LineKind.Json:
                JsonVisitor.Find(line, out userAgent, out referer);
                userAgent = JsonUnescaped(userAgent, ref _agentBytes);
                referer = JsonUnescaped(referer, ref _refererBytes);
                break;
            case LineKind.Combined or LineKind.IngressNginx:
                FindQuoted(line, RequestStart(line), hasReferer: true, out userAgent, out referer);
                break;
            case LineKind.Alb:
                FindQuoted(line, line.IndexOf((byte)'"') + 1, hasReferer: false, out userAgent, out referer);
                break;
            case LineKind.CloudFrontRealtime or LineKind.CloudFrontStandard when cloudFront is not null:
                userAgent = Column(line, cloudFront.UserAgentColumn);
                referer = Column(line, cloudFront.RefererColumn);
                break;
        }

        userAgent = _cleanAgent.Of(FieldText.Stated(userAgent));
        referer = _cleanReferer.Of(FieldText.Stated(referer));
    }

    // Behind [time] and a quote.
    private static int RequestStart(ReadOnlySpan<byte> line) => line.IndexOf("] \""u8) is var at and >= 0 ? at + 3 : 0;

    // The quoted fields behind the quoted request; between them there are status, bytes and whatever else is a word.
    private void FindQuoted(
        ReadOnlySpan<byte> line, int requestStart, bool hasReferer, out ReadOnlySpan<byte> userAgent, out ReadOnlySpan<byte> referer)
    {
        userAgent = default;
        referer = default;
        int position = requestStart == 0 ? -1 : QuotedText.End(line, requestStart);
        if (position < 0)
        {
            return;
        }

        position += 2;
        for (int word = 0; hasReferer && word < MaxWordsBeforeReferer && position < line.Length && line[position] != '"'; word++)
        {
            int length = line[position..].IndexOf((byte)' ');
            position = length < 0 ? line.Length : position + length + 1;
        }

        if (hasReferer && !TryQuoted(line, ref position, ref _refererBytes, out referer))
        {
            return;
        }

        _ = TryQuoted(line, ref position, ref _agentBytes, out userAgent);
    }

    // Of an agent that a server cut off, what there is.
    private static bool TryQuoted(ReadOnlySpan<byte> line, scoped ref int position, ref byte[] bytes, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (position >= line.Length || line[position] != '"')
        {
            return false;
        }

        int end = QuotedText.End(line, position + 1);
        text = line[(position + 1)..(end < 0 ? line.Length : end)];
        position = end + 2;
        if (text.Contains((byte)'\\'))
        {
            MakeRoom(ref bytes, text.Length);
            text = bytes.AsSpan(0, QuotedText.Unescape(text, bytes));
        }

        return end >= 0;
    }

    private static ReadOnlySpan<byte> JsonUnescaped(ReadOnlySpan<byte> text, ref byte[] bytes)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text;
        }

        MakeRoom(ref bytes, text.Length);
        return bytes.AsSpan(0, JsonText.Unescape(text, bytes));
    }

    private static ReadOnlySpan<byte> Column(ReadOnlySpan<byte> line, int column)
    {
        if (column < 0)
        {
            return default;
        }

        for (int before = 0; before < column; before++)
        {
            int tab = line.IndexOf((byte)'\t');
            if (tab < 0)
            {
                return default;
            }

            line = line[(tab + 1)..];
        }

        int end = line.IndexOf((byte)'\t');
        return end < 0 ? line : line[..end];
    }

    private static void MakeRoom(ref byte[] bytes, int count)
    {
        if (bytes.Length < count)
        {
            bytes = new byte[Math.Max(256, count)];
        }
    }
}
