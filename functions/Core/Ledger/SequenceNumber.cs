using System.Text;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// A Kinesis sequence number: a decimal number of up to 128 digits, compared numerically (56 digits are usual, which no built-in type
/// holds). The default value stands before every number. Immutable.
/// </summary>
public readonly struct SequenceNumber : IComparable<SequenceNumber>, IEquatable<SequenceNumber>
{
    /// <summary>The API's limit on the number of digits.</summary>
    public const int MaxDigits = 128;

    // ASCII digits without leading zeros ("0" for zero); null = before every number.
    private readonly byte[]? _digits;

    private SequenceNumber(byte[] digits) => _digits = digits;

    /// <summary>Whether this is the default value, which stands before every number.</summary>
    public bool IsNone => _digits is null;

    /// <summary>The digits as ASCII, without leading zeros; empty for the default value.</summary>
    public ReadOnlySpan<byte> Digits => _digits;

    /// <summary>Reads decimal digits; empty text is the default value.</summary>
    /// <exception cref="FormatException">Something other than 0..128 digits.</exception>
    public static SequenceNumber Parse(ReadOnlySpan<byte> digits)
    {
        int bad = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (bad >= 0 || digits.Length > MaxDigits)
        {
            string found = bad >= 0 ? $"byte 0x{digits[bad]:X2} at position {bad}" : $"{digits.Length} digits";
            throw new FormatException($"Sequence number: {found}; 1 to {MaxDigits} decimal digits are expected.");
        }

        return digits.IsEmpty ? default : new SequenceNumber(WithoutLeadingZeros(digits).ToArray());
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static SequenceNumber Parse(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return Parse(Encoding.UTF8.GetBytes(digits));
    }

    /// <summary>Compares digits that were not parsed (and must be digits) with this number, without allocating.</summary>
    public int CompareDigits(ReadOnlySpan<byte> digits) => Compare(digits, _digits);

    /// <summary>Compares two numbers given as digits (which they must be); empty = before every number.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        left = WithoutLeadingZeros(left);
        right = WithoutLeadingZeros(right);
        return left.Length == right.Length ? left.SequenceCompareTo(right) : left.Length.CompareTo(right.Length);
    }

    public int CompareTo(SequenceNumber other) => Compare(_digits, other._digits);

    public bool Equals(SequenceNumber other) => Digits.SequenceEqual(other.Digits);

    public override bool Equals(object? obj) => obj is SequenceNumber other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Digits);
        return hash.ToHashCode();
    }

    /// <summary>The decimal digits; empty for the default value.</summary>
    public override string ToString() => Encoding.ASCII.GetString(Digits);

    public static bool operator ==(SequenceNumber left, SequenceNumber right) => left.Equals(right);

    public static bool operator !=(SequenceNumber left, SequenceNumber right) => !left.Equals(right);

    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) < 0;

    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) > 0;

    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) >= 0;

    private static ReadOnlySpan<byte> WithoutLeadingZeros(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty || digits[0] != (byte)'0')
        {
            return digits;
        }

        int firstOther = digits.IndexOfAnyExcept((byte)'0');
        return firstOther < 0 ? digits[..1] : digits[firstOther..];
    }
}
