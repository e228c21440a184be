using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>Quoted fields of access logs and ALB logs, with backslash escapes.</summary>
internal static class QuotedText
{
    /// <summary>
    /// The closing quote of a field whose content starts at <paramref name="position"/>; -1 when it is never closed. A quote in
    /// the middle of a word (a log format without escaping) does not close: after a field comes a space or the end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int End(ReadOnlySpan<byte> line, int position)
    {
        int stop = QuoteOrBackslash(line, position);
        if (stop < line.Length && line[stop] == '"' && (stop + 1 == line.Length || line[stop + 1] == ' '))
        {
            return stop;
        }

        return EndAfterOddity(line, stop);
    }

    /// <summary>
    /// <see cref="End"/> of a text without backslashes and stray quotes of at most 128 bytes; -1 when it is another one. All 128 are
    /// looked at, because a branch at each vector is wrong whenever the text is longer or shorter than the last line's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlainEnd(ReadOnlySpan<byte> line, int position)
    {
        if (position + (2 * BlockMasks.BlockBytes) >= line.Length)
        {
            return PlainEndOfShort(line, position);
        }

        ref byte block = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), position);
        ulong first = BlockMasks.Either(ref block, (byte)'"', (byte)'\\');
        ulong second = BlockMasks.Either(ref Unsafe.Add(ref block, BlockMasks.BlockBytes), (byte)'"', (byte)'\\');
        int length = BitOperations.TrailingZeroCount(first != 0 ? first : second) + (first != 0 ? 0 : BlockMasks.BlockBytes);
        bool isPlain = length < 2 * BlockMasks.BlockBytes && Unsafe.Add(ref block, length) == (byte)'"'
            && Unsafe.Add(ref block, length + 1) == (byte)' ';
        return isPlain ? position + length : -1;
    }

    private static int PlainEndOfShort(ReadOnlySpan<byte> line, int position)
    {
        int end = End(line, position);
        return end < 0 || line[position..end].Contains((byte)'\\') ? -1 : end;
    }

    private static int QuoteOrBackslash(ReadOnlySpan<byte> line, int position)
    {
        int length = line[position..].IndexOfAny((byte)'"', (byte)'\\');
        return length < 0 ? line.Length : position + length;
    }

    private static int EndAfterOddity(ReadOnlySpan<byte> line, int stop)
    {
        while (stop < line.Length)
        {
            if (line[stop] == '\\')
            {
                stop += 2;
            }
            else if (stop + 1 == line.Length || line[stop + 1] == ' ')
            {
                return stop;
            }
            else
            {
                stop++;
            }

            stop = stop < line.Length ? QuoteOrBackslash(line, stop) : stop;
        }

        return -1;
    }

    /// <summary>
    /// What Apache (<c>\"</c>, <c>\\</c>, <c>\xhh</c>, C escapes) and nginx (<c>\xhh</c>) meant. An unknown escape stays as it
    /// is. Never longer than <paramref name="raw"/>.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int written = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            byte value = raw[i];
            if (value == '\\' && i + 1 < raw.Length)
            {
                if (raw[i + 1] == 'x' && i + 3 < raw.Length && char.IsAsciiHexDigit((char)raw[i + 2])
                    && char.IsAsciiHexDigit((char)raw[i + 3]))
                {
                    value = (byte)((HexValue(raw[i + 2]) << 4) | HexValue(raw[i + 3]));
                    i += 3;
                }
                else if (Named(raw[i + 1]) is var named and not 0)
                {
                    value = named;
                    i++;
                }
            }

            destination[written++] = value;
        }

        return written;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte Named(byte letter) => letter switch
    {
        (byte)'"' => (byte)'"',
        (byte)'\\' => (byte)'\\',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'v' => (byte)'\v',
        (byte)'f' => (byte)'\f',
        _ => 0,
    };
}
