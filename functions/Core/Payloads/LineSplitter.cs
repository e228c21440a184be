using System.Runtime.CompilerServices;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// Text to lines: <c>\n</c> or <c>\r\n</c> between them, or none at all. A line may be a JSON array of lines or a CloudWatch Logs
/// envelope. One JSON value that is spread over several lines (pretty-printed) is one line, or one array.
/// </summary>
internal sealed class LineSplitter
{
    private const int MaxDepth = 64;

    private byte[] _scratch = [];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether there were W3C directives.</summary>
    public bool Read<TSink>(ReadOnlySpan<byte> text, long arrivalTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        text = text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        if (text.IndexOf((byte)'\n') is var firstEnd && firstEnd < 0)
        {
            return ReadLine(text, arrivalTimestampMs, ref sink);
        }

        if (IsOneValueOverLines(text, firstEnd))
        {
            ReadSpecial(text, arrivalTimestampMs, ref sink);
            return false;
        }

        bool hasDirectives = false;
        while (!text.IsEmpty)
        {
            if (MayBeLine(text))
            {
                text = text[sink.OnTextOfLines(text, arrivalTimestampMs)..];
                if (text.IsEmpty)
                {
                    break;
                }
            }

            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            hasDirectives |= ReadLine(line, arrivalTimestampMs, ref sink);
        }

        return hasDirectives;
    }

    /// <summary>Whether the text begins with a line that goes to the sink as it is; an empty one is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBeLine(ReadOnlySpan<byte> text) =>
        text[0] == '{' ? !EnvelopeStart.MayBegin(text) : text[0] is > (byte)'#' and not (byte)'[';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadLine<TSink>(ReadOnlySpan<byte> line, long arrivalTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        line = line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
        if (line.IsEmpty)
        {
            return false;
        }

        // By far the most lines start with a digit or with {"t; both are told by one compare.
        byte first = line[0];
        if (first is > (byte)'#' and not ((byte)'[' or (byte)'{'))
        {
            sink.OnLine(line, arrivalTimestampMs);
            return false;
        }

        return ReadOddLine(line, first, arrivalTimestampMs, ref sink);
    }

    private bool ReadOddLine<TSink>(ReadOnlySpan<byte> line, byte first, long arrivalTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        if (first == '{' && !EnvelopeStart.MayBegin(line))
        {
            sink.OnLine(line, arrivalTimestampMs);
            return false;
        }

        if (first == '#' && IsDirective(line))
        {
            sink.OnDirective(line);
            return true;
        }

        ReadSpecial(line, arrivalTimestampMs, ref sink);
        return false;
    }

    /// <summary>A line, array or envelope, or several arrays or envelopes after each other.</summary>
    private void ReadSpecial<TSink>(ReadOnlySpan<byte> text, long arrivalTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        while (true)
        {
            text = text[JsonSyntax.SkipWhitespace(text, 0)..];
            if (text.IsEmpty)
            {
                return; // blank
            }

            if (text[0] == '[' && JsonArrayLine.MayBegin(text))
            {
                text = ReadArray(text, arrivalTimestampMs, ref sink);
            }
            else if (EnvelopeStart.MayBegin(text))
            {
                text = ReadEnvelope(text, arrivalTimestampMs, ref sink);
            }
            else
            {
                sink.OnLine(text, arrivalTimestampMs);
                return;
            }
        }
    }

    /// <summary>Gives each element as a line; returns what follows the array.</summary>
    private ReadOnlySpan<byte> ReadArray<TSink>(ReadOnlySpan<byte> text, long arrivalTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        var elements = new JsonArrayLine(text);
        while (elements.MoveNext())
        {
            ReadOnlySpan<byte> element = elements.Current;
            if (element[0] == '"' && JsonSyntax.StringEnd(element, 1, out _) == element.Length - 1)
            {
                ReadMessage(element, arrivalTimestampMs, ref sink);
            }
            else
            {
                sink.OnLine(element, arrivalTimestampMs);
            }
        }

        return elements.Rest;
    }

    /// <summary>Gives each log event's message as a line; returns what follows the envelope.</summary>
    private ReadOnlySpan<byte> ReadEnvelope<TSink>(ReadOnlySpan<byte> text, long arrivalTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        if (!CloudWatchEnvelope.TryRead(text, out CloudWatchEnvelope envelope, out int end))
        {
            if (end < 0 && text.IndexOf("\"logEvents\""u8) >= 0)
            {
                sink.OnReject(RejectReason.ContainerCloudWatchInvalid, text, arrivalTimestampMs);
            }
            else
            {
                sink.OnLine(text, arrivalTimestampMs); // an object that shares a key with the envelope
            }

            return default;
        }

        CloudWatchEnvelope.Enumerator events = envelope.GetEnumerator();
        while (events.MoveNext())
        {
            if (events.Message.IsEmpty || events.Message[0] != '"')
            {
                sink.OnReject(RejectReason.ContainerCloudWatchInvalid, events.Current, arrivalTimestampMs);
                continue;
            }

            bool hasTime = Digits.TryParse(events.Timestamp, out long timestampMs);
            ReadMessage(events.Message, hasTime ? timestampMs : arrivalTimestampMs, ref sink);
        }

        return text[end..];
    }

    /// <summary>The text of a JSON string, as lines.</summary>
    private void ReadMessage<TSink>(ReadOnlySpan<byte> json, long fallbackTimestampMs, scoped ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        ReadOnlySpan<byte> message = json[1..^1];
        if (message.Contains((byte)'\\'))
        {
            if (_scratch.Length < message.Length)
            {
                _scratch = new byte[Math.Max(message.Length, 4096)];
            }

            message = _scratch.AsSpan(0, JsonText.Unescape(message, _scratch));
        }

        foreach (Range range in message.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = message[range];
            line = line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
            if (JsonSyntax.SkipWhitespace(line, 0) < line.Length)
            {
                sink.OnLine(line, fallbackTimestampMs);
            }
        }
    }

    /// <summary>
    /// Whether the text is a pretty-printed JSON value: starts as one, its first line is not one, and all of it is valid. A
    /// truncated value among lines is none, so it cannot swallow its neighbours.
    /// </summary>
    private static bool IsOneValueOverLines(ReadOnlySpan<byte> text, int firstEnd)
    {
        int start = JsonSyntax.SkipWhitespace(text, 0);
        if (start == text.Length || text[start] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        ReadOnlySpan<byte> value = text[start..];
        int lineEnd = start < firstEnd ? firstEnd - start : value.IndexOf((byte)'\n');
        if (lineEnd < 0 || value[..lineEnd].TrimEnd(" \t\r"u8)[^1] is (byte)'}' or (byte)']')
        {
            return false;
        }

        int end = JsonSyntax.ValueEnd(value, 0, MaxDepth);
        return end > 0 && JsonSyntax.SkipWhitespace(value, end) == value.Length;
    }

    /// <summary>Header lines of W3C extended logs, which CloudFront's standard log is one of.</summary>
    internal static bool IsDirective(ReadOnlySpan<byte> line) =>
        line.StartsWith("#Fields:"u8) || line.StartsWith("#Version:"u8) || line.StartsWith("#Date:"u8) || line.StartsWith("#Software:"u8)
        || line.StartsWith("#Start-Date:"u8) || line.StartsWith("#End-Date:"u8) || line.StartsWith("#Remark:"u8);
}
