using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// JSON numbers of up to eight characters whose place is known, as nearly all numbers of a log are: the eight bytes that end with the
/// number are one machine word, and neither the number of digits nor the place of the point is a branch. What is not like
/// that (sign, exponent, leading zero, more characters) is refused, not judged.
/// </summary>
internal static class ShortNumber
{
    /// <summary>Most characters of a number that is read here.</summary>
    public const int MaxBytes = 8;

    private const ulong Zeros = 0x3030303030303030;
    private const ulong Points = 0x2E2E2E2E2E2E2E2E;
    private const ulong Ones = 0x0101010101010101;
    private const ulong Tops = 0x8080808080808080;

    /// <summary>1 to 8 digits without a leading zero.</summary>
    /// <param name="start">Start of the line.</param>
    /// <param name="position">Where the number starts.</param>
    /// <param name="end">Where it ends; a number that ends within the first eight bytes is refused.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadWhole(ref byte start, int position, int end, out uint value)
    {
        if (end < MaxBytes)
        {
            value = 0;
            return false;
        }

        int unused = (MaxBytes - (end - position)) << 3; // bits of the word in front of the number
        ulong digits = (Load(ref start, end - MaxBytes) ^ Zeros) & (ulong.MaxValue << unused);
        value = Combine(digits);
        bool hasLeadingZero = (byte)(digits >> unused) == 0 && unused != 56;
        return (uint)unused < 64 && AreDigits(digits) && !hasLeadingZero;
    }

    /// <summary>The same, or with a point between digits: the number is <paramref name="mantissa"/> / 10^<paramref name="decimals"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref byte start, int position, int end, out uint mantissa, out int decimals)
    {
        if (end < MaxBytes)
        {
            mantissa = 0;
            decimals = 0;
            return false;
        }

        int unused = (MaxBytes - (end - position)) << 3;
        ulong text = Load(ref start, end - MaxBytes);
        ulong inside = ulong.MaxValue << unused;
        ulong notPoint = (text ^ Points) | ~inside;
        ulong point = (notPoint - Ones) & ~notPoint & Tops; // the lowest mark is right: borrows only reach higher ones
        if (point == 0)
        {
            decimals = 0;
            return TryReadWhole(ref start, position, end, out mantissa);
        }

        // The digits before the point move up by one byte, over it.
        int pointBit = BitOperations.TrailingZeroCount(point) & ~7;
        ulong below = (1UL << pointBit) - 1;
        ulong digits = (text ^ Zeros) & inside;
        digits = (digits & ~below & ~(0xFFUL << pointBit)) | ((digits & below) << 8);
        decimals = 7 - (pointBit >> 3);
        mantissa = Combine(digits);
        int wholeDigits = (pointBit - unused) >> 3;
        bool hasLeadingZero = wholeDigits > 1 && (byte)((text ^ Zeros) >> unused) == 0;
        return (uint)unused < 64 && AreDigits(digits) && wholeDigits > 0 && decimals > 0 && !hasLeadingZero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte start, int position)
    {
        ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    /// <summary>Whether every byte is 0 to 9. A carry only leaves a byte that is marked itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDigits(ulong digits) => (((digits + 0x7676767676767676) | digits) & Tops) == 0;

    // Eight digits, the first in the lowest byte: pairs, then fours, then all (as Digits.Value).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Combine(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        ulong low = (digits & 0x000000FF000000FF) * 0x000F424000000064;
        ulong high = ((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001;
        return (uint)((low + high) >> 32);
    }
}
