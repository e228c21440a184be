using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// The elements of a JSON array of log lines, found by quotes and brackets only: whether an element is valid is its own
/// business, so a broken one costs no neighbour. Where even brackets do not match, the rest is one element.
/// </summary>
internal ref struct JsonArrayLine(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text[1..];
    private bool _isAtEnd;

    /// <summary>The element; never empty.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>What follows the closing bracket, once <see cref="MoveNext"/> is false.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether a bracket begins an array of lines and not, say, an error log's <c>[date]</c>.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> text)
    {
        int next = JsonSyntax.SkipWhitespace(text, 1);
        return next < text.Length && text[next] is (byte)'{' or (byte)'"' or (byte)']' or (byte)'[';
    }

    public bool MoveNext()
    {
        if (_isAtEnd)
        {
            return false;
        }

        int start = JsonSyntax.SkipWhitespace(_rest, 0);
        if (start == _rest.Length || _rest[start] == ']')
        {
            _rest = _rest[Math.Min(_rest.Length, start + 1)..];
            _isAtEnd = true;
            return false;
        }

        int end = ElementEnd(_rest, start);
        int next = JsonSyntax.SkipWhitespace(_rest, Math.Max(end, 0));
        bool isDelimited = end > start && next < _rest.Length && _rest[next] is (byte)',' or (byte)']';
        if (!isDelimited)
        {
            end = next = _rest.Length;
        }

        Current = _rest[start..end];
        _rest = _rest[(next < _rest.Length && _rest[next] == ',' ? next + 1 : next)..];
        _isAtEnd = !isDelimited;
        return true;
    }

    /// <summary>-1 when quotes or brackets stay open.</summary>
    private static int ElementEnd(ReadOnlySpan<byte> text, int start)
    {
        int depth = 0;
        for (int position = start; position < text.Length;)
        {
            switch (text[position])
            {
                case (byte)'"':
                    position = AfterString(text, position + 1);
                    if (position < 0)
                    {
                        return -1;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    position++;
                    break;
                case (byte)'}' or (byte)']' when depth > 0:
                    depth--;
                    position++;
                    break;
                case (byte)',' or (byte)']' when depth == 0:
                    return position;
                default:
                    position++;
                    continue;
            }

            if (depth == 0)
            {
                return position;
            }
        }

        return -1;
    }

    private static int AfterString(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length)
        {
            int stop = text[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0)
            {
                return -1;
            }

            position += stop;
            if (text[position] == '"')
            {
                return position + 1;
            }

            position += 2;
        }

        return -1;
    }
}
