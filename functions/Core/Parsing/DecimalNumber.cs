using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// A decimal number as written: mantissa x 10^exponent. Binary floating point never comes near a log's number, so that
/// 0.1 s is 100,000 us on every machine and sums can be compared for equality.
/// </summary>
internal readonly struct DecimalNumber(ulong mantissa, int exponent, bool isNegative, bool isCut = false)
{
    /// <summary>More significant digits are dropped: they lie below what any field can hold.</summary>
    private const int MaxSignificantDigits = 18;

    /// <summary>A larger written exponent than any long can need; clamping keeps the arithmetic in an int.</summary>
    private const int MaxWrittenExponent = 100_000;

    public ulong Mantissa { get; } = mantissa;

    public int Exponent { get; } = exponent;

    public bool IsNegative { get; } = isNegative && mantissa != 0;

    /// <summary>Digits other than zero were dropped, so the number is not exactly what was written.</summary>
    public bool IsCut { get; } = isCut;

    /// <summary>The common case, <c>123</c> or <c>12.345</c> with at most 8 digits on each side; else the full grammar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> text, out DecimalNumber number)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        int length = text.Length;
        ulong word = Digits.Load(ref start, 0, length);
        int whole = Digits.RunLength(word);
        if ((uint)(whole - 1) < 8)
        {
            if (whole == length)
            {
                number = new DecimalNumber(Digits.Value(word, whole), 0, false);
                return true;
            }

            if (Unsafe.Add(ref start, whole) == '.')
            {
                ulong fractionWord = Digits.Load(ref start, whole + 1, length);
                int fraction = Digits.RunLength(fractionWord);
                if (fraction > 0 && whole + 1 + fraction == length)
                {
                    ulong mantissa = ((ulong)Digits.Value(word, whole) * (ulong)PowersOfTen.Value(fraction))
                        + Digits.Value(fractionWord, fraction);
                    number = new DecimalNumber(mantissa, -fraction, false);
                    return true;
                }
            }
        }

        return TryParseAny(text, out number);
    }

    /// <summary>[+-] digits [. digits] [e [+-] digits], any length. The slow twin of <see cref="TryParse"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool TryParseAny(ReadOnlySpan<byte> text, out DecimalNumber number)
    {
        number = default;
        int position = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            position = 1;
        }

        ulong mantissa = 0;
        int exponent = 0;
        int significant = 0;
        bool isCut = false;
        int wholeDigits = ReadDigits(text, ref position, isFraction: false, ref mantissa, ref exponent, ref significant, ref isCut);
        if (wholeDigits == 0)
        {
            return false;
        }

        if (position < text.Length && text[position] == '.')
        {
            position++;
            if (ReadDigits(text, ref position, isFraction: true, ref mantissa, ref exponent, ref significant, ref isCut) == 0)
            {
                return false;
            }
        }

        if (position < text.Length && text[position] is (byte)'e' or (byte)'E')
        {
            position++;
            if (!TryReadExponent(text, ref position, out int written))
            {
                return false;
            }

            exponent += written;
        }

        number = new DecimalNumber(mantissa, exponent, isNegative, isCut);
        return position == text.Length;
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, ref int position, bool isFraction, ref ulong mantissa, ref int exponent,
        ref int significant, ref bool isCut)
    {
        int first = position;
        for (; position < text.Length && (uint)(text[position] - '0') <= 9; position++)
        {
            if (significant < MaxSignificantDigits)
            {
                mantissa = (mantissa * 10) + (ulong)(text[position] - '0');
                significant += mantissa == 0 ? 0 : 1;
                exponent -= isFraction ? 1 : 0;
            }
            else
            {
                exponent += isFraction ? 0 : 1;
                isCut |= text[position] != '0';
            }
        }

        return position - first;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, ref int position, out int written)
    {
        written = 0;
        bool isNegative = position < text.Length && text[position] == '-';
        if (position < text.Length && text[position] is (byte)'-' or (byte)'+')
        {
            position++;
        }

        int first = position;
        for (; position < text.Length && (uint)(text[position] - '0') <= 9; position++)
        {
            written = Math.Min(MaxWrittenExponent, (written * 10) + (text[position] - '0'));
        }

        written = isNegative ? -written : written;
        return position > first;
    }

    /// <summary>
    /// The number times 10^<paramref name="powerOfTen"/>, rounded half up (away from zero); false when it is more than
    /// <paramref name="max"/>. The sign is not looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryScale(int powerOfTen, long max, out long value)
    {
        int shift = Exponent + powerOfTen;
        if ((uint)shift <= 6 && Mantissa < 1_000_000_000_000)
        {
            value = (long)Mantissa * PowersOfTen.Value(shift);
            return value <= max;
        }

        return TryScaleAny(shift, max, out value);
    }

    private bool TryScaleAny(int shift, long max, out long value)
    {
        if (Mantissa == 0 || shift < -PowersOfTen.MaxExponent)
        {
            value = 0;
            return true;
        }

        if (shift < 0)
        {
            ulong divisor = (ulong)PowersOfTen.Value(-shift);
            value = (long)((Mantissa / divisor) + (Mantissa % divisor >= divisor - (divisor / 2) ? 1UL : 0UL));
            return value <= max;
        }

        if (shift > PowersOfTen.MaxExponent || Mantissa > (ulong)(long.MaxValue / PowersOfTen.Value(shift)))
        {
            value = 0;
            return false;
        }

        value = (long)Mantissa * PowersOfTen.Value(shift);
        return value <= max;
    }

    /// <summary>The number without its fraction; false when it is more than <paramref name="max"/>.</summary>
    public bool TryTruncate(long max, out long value)
    {
        if (Exponent >= 0)
        {
            return TryScale(0, max, out value);
        }

        value = Exponent < -PowersOfTen.MaxExponent ? 0 : (long)Mantissa / PowersOfTen.Value(-Exponent);
        return value <= max;
    }

    /// <summary>The number when it has no fraction (<c>200</c>, <c>200.0</c>, <c>2e2</c>) and is at most <paramref name="max"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWhole(long max, out long value, out bool isTooLarge)
    {
        if (Exponent == 0 && Mantissa <= (ulong)max)
        {
            value = (long)Mantissa;
            isTooLarge = false;
            return true;
        }

        return TryWholeAny(max, out value, out isTooLarge);
    }

    private bool TryWholeAny(long max, out long value, out bool isTooLarge)
    {
        if (Exponent >= 0)
        {
            isTooLarge = !TryScale(0, max, out value);
            return !isTooLarge && !IsCut;
        }

        ulong divisor = Exponent < -PowersOfTen.MaxExponent ? ulong.MaxValue : (ulong)PowersOfTen.Value(-Exponent);
        value = (long)(Mantissa / divisor);
        isTooLarge = value > max;
        return !isTooLarge && Mantissa % divisor == 0 && !IsCut;
    }
}
