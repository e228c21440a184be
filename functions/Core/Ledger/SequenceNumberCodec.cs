namespace LogFunctions.Core.Ledger;

/// <summary>
/// How a sequence number stands in a ledger: the count of its digits, how many of the first it shares with another number, and the others, two in a
/// byte. Numbers of one shard differ in the last twenty of 56 digits.
/// </summary>
internal static class SequenceNumberCodec
{
    private const byte Padding = 0xF;

    /// <param name="writer">Gets the number.</param>
    /// <param name="number">May be none.</param>
    /// <param name="reference">A number that is read before this one.</param>
    public static void Write(BlobWriter writer, SequenceNumber number, SequenceNumber reference)
    {
        ReadOnlySpan<byte> digits = number.Digits;
        writer.WriteByte((byte)digits.Length);
        if (digits.IsEmpty)
        {
            return;
        }

        int shared = digits.CommonPrefixLength(reference.Digits);
        writer.WriteByte((byte)shared);
        for (int i = shared; i < digits.Length; i += 2)
        {
            int second = i + 1 < digits.Length ? digits[i + 1] - '0' : Padding;
            writer.WriteByte((byte)(((digits[i] - '0') << 4) | second));
        }
    }

    /// <exception cref="FormatException">What stands there is no number.</exception>
    public static SequenceNumber Read(ref BlobReader reader, SequenceNumber reference)
    {
        int length = reader.ReadByte();
        if (length == 0)
        {
            return default;
        }

        int shared = reader.ReadByte();
        if (length > SequenceNumber.MaxDigits || shared > Math.Min(length, reference.Digits.Length))
        {
            throw reader.Failure($"has a sequence number of {length} digits that shares {shared} with one of {reference.Digits.Length}");
        }

        Span<byte> digits = stackalloc byte[SequenceNumber.MaxDigits + 1];
        reference.Digits[..shared].CopyTo(digits);
        for (int i = shared; i < length; i += 2)
        {
            byte pair = reader.ReadByte();
            digits[i] = (byte)('0' + (pair >> 4));
            digits[i + 1] = (byte)('0' + (pair & 0xF));
        }

        bool isPadded = (length - shared) % 2 == 0 || digits[length] == '0' + Padding;
        digits = digits[..length];
        return isPadded && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? SequenceNumber.Parse(digits)
            : throw reader.Failure("has a sequence number with a digit that is none");
    }
}
