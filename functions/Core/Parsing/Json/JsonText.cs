using System.Buffers.Text;
using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>Content of JSON strings whose syntax was already checked by <see cref="JsonSyntax.StringEnd"/>.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes the text that <paramref name="raw"/> stands for; never longer than raw. A lone surrogate becomes U+FFFD, as
    /// browsers and most parsers do.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int written = 0;
        for (int position = 0; position < raw.Length;)
        {
            int plain = raw[position..].IndexOf((byte)'\\');
            plain = plain < 0 ? raw.Length - position : plain;
            raw.Slice(position, plain).CopyTo(destination[written..]);
            written += plain;
            position += plain;
            if (position < raw.Length)
            {
                position += UnescapeOne(raw[position..], destination[written..], out int bytes);
                written += bytes;
            }
        }
        return written;
    }

    private static int UnescapeOne(ReadOnlySpan<byte> escape, Span<byte> destination, out int written)
    {
        if (escape[1] == 'u')
        {
            Rune rune = ReadCodePoint(escape, out int consumed);
            written = rune.EncodeToUtf8(destination);
            return consumed;
        }
        destination[0] = escape[1] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            byte self => self,
        };
        written = 1;
        return 2;
    }

    private static Rune ReadCodePoint(ReadOnlySpan<byte> escape, out int consumed)
    {
        char first = ReadHex(escape);
        consumed = 6;
        if (char.IsHighSurrogate(first) && escape.Length >= 12 && escape[6] == '\\' && escape[7] == 'u')
        {
            char second = ReadHex(escape[6..]);
            if (char.IsLowSurrogate(second))
            {
                consumed = 12;
                return new Rune(first, second);
            }
        }
        return char.IsSurrogate(first) ? Rune.ReplacementChar : new Rune(first);
    }

    private static char ReadHex(ReadOnlySpan<byte> escape)
    {
        _ = Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x');
        return (char)unit;
    }
}
