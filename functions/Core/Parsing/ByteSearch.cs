using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Short searches inside a line. The BCL's IndexOfAny costs a call and a dispatch by length per field, which at ten fields a
/// line is as much as the parsing itself; here one inlined vector compare usually finds the end of a field. Every search
/// returns the same position on every path; <c>length</c> means "not found". Never reads outside <c>[0, length)</c>.
/// </summary>
internal static class ByteSearch
{
    /// <summary>First <c>"</c>, <c>\</c> or control byte (&lt; 0x20) at or after <paramref name="position"/>: what ends or breaks a plain JSON string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StringStop(ref byte start, int position, int length)
    {
        if (Vector256.IsHardwareAccelerated && position + Vector256<byte>.Count <= length)
        {
            uint stops = StringStops(Vector256.LoadUnsafe(ref start, (nuint)position));
            if (stops != 0)
            {
                return position + BitOperations.TrailingZeroCount(stops);
            }
            position += Vector256<byte>.Count;
        }
        return StringStopLong(ref start, position, length);
    }

    private static int StringStopLong(ref byte start, int position, int length)
    {
        if (Vector256.IsHardwareAccelerated && length >= Vector256<byte>.Count)
        {
            for (; position + Vector256<byte>.Count <= length; position += Vector256<byte>.Count)
            {
                uint stops = StringStops(Vector256.LoadUnsafe(ref start, (nuint)position));
                if (stops != 0)
                {
                    return position + BitOperations.TrailingZeroCount(stops);
                }
            }
            return LastBlock(StringStops(Vector256.LoadUnsafe(ref start, (nuint)(length - Vector256<byte>.Count))), Vector256<byte>.Count, position, length);
        }
        if (Vector128.IsHardwareAccelerated && length >= Vector128<byte>.Count)
        {
            for (; position + Vector128<byte>.Count <= length; position += Vector128<byte>.Count)
            {
                uint stops = StringStops(Vector128.LoadUnsafe(ref start, (nuint)position));
                if (stops != 0)
                {
                    return position + BitOperations.TrailingZeroCount(stops);
                }
            }
            return LastBlock(StringStops(Vector128.LoadUnsafe(ref start, (nuint)(length - Vector128<byte>.Count))), Vector128<byte>.Count, position, length);
        }
        return StringStopScalar(ref start, position, length);
    }

    /// <summary>The slow twin of <see cref="StringStop"/>, and what machines without vectors run.</summary>
    internal static int StringStopScalar(ref byte start, int position, int length)
    {
        while (position < length && Unsafe.Add(ref start, position) is >= 0x20 and not ((byte)'"' or (byte)'\\'))
        {
            position++;
        }
        return position;
    }

    /// <summary>First <c>"</c> or <c>\</c> at or after <paramref name="position"/>: what ends or escapes in a quoted access log field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int QuoteOrBackslash(ref byte start, int position, int length)
    {
        if (Vector256.IsHardwareAccelerated && position + Vector256<byte>.Count <= length)
        {
            uint stops = QuoteStops(Vector256.LoadUnsafe(ref start, (nuint)position));
            if (stops != 0)
            {
                return position + BitOperations.TrailingZeroCount(stops);
            }
            position += Vector256<byte>.Count;
        }
        return QuoteOrBackslashLong(ref start, position, length);
    }

    private static int QuoteOrBackslashLong(ref byte start, int position, int length)
    {
        if (Vector256.IsHardwareAccelerated && length >= Vector256<byte>.Count)
        {
            for (; position + Vector256<byte>.Count <= length; position += Vector256<byte>.Count)
            {
                uint stops = QuoteStops(Vector256.LoadUnsafe(ref start, (nuint)position));
                if (stops != 0)
                {
                    return position + BitOperations.TrailingZeroCount(stops);
                }
            }
            return LastBlock(QuoteStops(Vector256.LoadUnsafe(ref start, (nuint)(length - Vector256<byte>.Count))), Vector256<byte>.Count, position, length);
        }
        if (Vector128.IsHardwareAccelerated && length >= Vector128<byte>.Count)
        {
            for (; position + Vector128<byte>.Count <= length; position += Vector128<byte>.Count)
            {
                uint stops = QuoteStops(Vector128.LoadUnsafe(ref start, (nuint)position));
                if (stops != 0)
                {
                    return position + BitOperations.TrailingZeroCount(stops);
                }
            }
            return LastBlock(QuoteStops(Vector128.LoadUnsafe(ref start, (nuint)(length - Vector128<byte>.Count))), Vector128<byte>.Count, position, length);
        }
        return QuoteOrBackslashScalar(ref start, position, length);
    }

    /// <summary>The slow twin of <see cref="QuoteOrBackslash"/>.</summary>
    internal static int QuoteOrBackslashScalar(ref byte start, int position, int length)
    {
        while (position < length && Unsafe.Add(ref start, position) is not ((byte)'"' or (byte)'\\'))
        {
            position++;
        }
        return position;
    }

    /// <summary>First space or tab: the end of a line's first word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SpaceOrTab(ref byte start, int length)
    {
        if (Vector256.IsHardwareAccelerated && length >= Vector256<byte>.Count)
        {
            Vector256<byte> block = Vector256.LoadUnsafe(ref start);
            uint stops = (Vector256.Equals(block, Vector256.Create((byte)' ')) | Vector256.Equals(block, Vector256.Create((byte)'\t'))).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return BitOperations.TrailingZeroCount(stops);
            }
        }
        else if (Vector128.IsHardwareAccelerated && length >= Vector128<byte>.Count)
        {
            Vector128<byte> block = Vector128.LoadUnsafe(ref start);
            uint stops = (Vector128.Equals(block, Vector128.Create((byte)' ')) | Vector128.Equals(block, Vector128.Create((byte)'\t'))).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return BitOperations.TrailingZeroCount(stops);
            }
        }
        return SpaceOrTabScalar(ref start, length);
    }

    /// <summary>The slow twin of <see cref="SpaceOrTab"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int SpaceOrTabScalar(ref byte start, int length)
    {
        int position = 0;
        while (position < length && Unsafe.Add(ref start, position) is not ((byte)' ' or (byte)'\t'))
        {
            position++;
        }
        return position;
    }

    /// <summary>
    /// The last block of a line is loaded so that it ends with the line, and the bits before <paramref name="position"/> are
    /// shifted out: no byte loop for the tail, no read past the end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LastBlock(uint stops, int blockBytes, int position, int length)
    {
        if (position >= length)
        {
            return length;
        }
        stops >>= blockBytes - (length - position); // 1 to blockBytes - 1, or 0
        return stops == 0 ? length : position + BitOperations.TrailingZeroCount(stops);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint StringStops(Vector256<byte> block) =>
        (Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\'))
            | Vector256.Equals(Vector256.Min(block, Vector256.Create((byte)0x1F)), block)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint StringStops(Vector128<byte> block) =>
        (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))
            | Vector128.Equals(Vector128.Min(block, Vector128.Create((byte)0x1F)), block)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint QuoteStops(Vector256<byte> block) =>
        (Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint QuoteStops(Vector128<byte> block) =>
        (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
}
