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
        ulong digits = (Digits.LoadBefore(ref start, end) ^ Digits.Zeros) & (ulong.MaxValue << unused);
        value = Digits.Combine(digits);
        bool hasLeadingZero = (byte)(digits >> unused) == 0 && unused != 56;
        return (uint)unused < 64 && Digits.AreDigits(digits) && !hasLeadingZero;
    }

    /// <summary>
    /// The same, or with a point between digits: the number is <paramref name="mantissa"/> / 10^<paramref name="decimals"/>.
    /// </summary>
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
        ulong text = Digits.LoadBefore(ref start, end);
        ulong inside = ulong.MaxValue << unused;
        ulong notPoint = (text ^ Digits.Points) | ~inside;
        ulong point = (notPoint - Digits.Ones) & ~notPoint & (Digits.Ones << 7); // the lowest mark is right: borrows only reach higher ones
        if (point == 0)
        {
            decimals = 0;
            return TryReadWhole(ref start, position, end, out mantissa);
        }

        // The digits before the point move up by one byte, over it.
        int pointBit = BitOperations.TrailingZeroCount(point) & ~7;
        ulong below = (1UL << pointBit) - 1;
        ulong digits = (text ^ Digits.Zeros) & inside;
        digits = (digits & ~below & ~(0xFFUL << pointBit)) | ((digits & below) << 8);
        decimals = 7 - (pointBit >> 3);
        mantissa = Digits.Combine(digits);
        int wholeDigits = (pointBit - unused) >> 3;
        bool hasLeadingZero = wholeDigits > 1 && (byte)((text ^ Digits.Zeros) >> unused) == 0;
        return (uint)unused < 64 && Digits.AreDigits(digits) && wholeDigits > 0 && decimals > 0 && !hasLeadingZero;
    }
}
