using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        ref byte source = ref MemoryMarshal.GetReference(raw);
        ref byte target = ref MemoryMarshal.GetReference(destination[..raw.Length]);
        int written = 0;
        for (int position = 0; position < raw.Length;)
        {
            if (Vector128.IsHardwareAccelerated && position + Vector128<byte>.Count <= raw.Length)
            {
                // JSON inside JSON has an escape every few bytes: a whole block is copied and only the plain part of it counted.
                // There is room, because what is written is never ahead of what is read.
                Vector128<byte> block = Vector128.LoadUnsafe(ref source, (nuint)position);
                block.StoreUnsafe(ref target, (nuint)written);
                uint backslashes = Vector128.Equals(block, Vector128.Create((byte)'\\')).ExtractMostSignificantBits();
                int plain = backslashes == 0 ? Vector128<byte>.Count : BitOperations.TrailingZeroCount(backslashes);
                position += plain;
                written += plain;
                if (backslashes == 0)
                {
                    continue;
                }
            }
            else if (raw[position] != '\\')
            {
                destination[written++] = raw[position++];
                continue;
            }

            position += UnescapeOne(raw[position..], destination[written..], out int bytes);
            written += bytes;
        }

        return written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int UnescapeOne(ReadOnlySpan<byte> escape, Span<byte> destination, out int written)
    {
        if (escape[1] is (byte)'"' or (byte)'\\' or (byte)'/')
        {
            destination[0] = escape[1];
            written = 1;
            return 2;
        }

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
            _ => (byte)'\t',
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
