namespace LogFunctions.LogGenerator.Formats;

/// <summary>
/// Appends to a buffer that the caller made large enough. No growing and no formatting machinery: this is the inner loop of
/// the generator. Running over the end throws (the spans check), it never corrupts.
/// </summary>
internal ref struct Utf8Out(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public int Length;

    /// <summary>Where the status begins, or 0 when the line has none; truncation cuts before it.</summary>
    public int StatusOffset;

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[Length..]);
        Length += text.Length;
    }

    public void Append(byte value) => _buffer[Length++] = value;

    /// <summary>Decimal digits of a number that is not negative.</summary>
    public void AppendNumber(long value)
    {
        if (value < 10)
        {
            Append((byte)('0' + value));
            return;
        }

        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10)
        {
            digits++;
        }

        AppendDigits(value, digits);
    }

    /// <summary>The last <paramref name="digits"/> decimal digits, with leading zeros.</summary>
    public void AppendDigits(long value, int digits)
    {
        Span<byte> target = _buffer.Slice(Length, digits);
        for (int i = digits - 1; i >= 0; i--)
        {
            long tenth = value / 10;
            target[i] = (byte)('0' + (value - (tenth * 10)));
            value = tenth;
        }

        Length += digits;
    }

    /// <summary>Hex digits of the low <paramref name="digits"/> * 4 bits, with leading zeros.</summary>
    public void AppendHex(ulong value, int digits)
    {
        Span<byte> target = _buffer.Slice(Length, digits);
        for (int i = digits - 1; i >= 0; i--)
        {
            target[i] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }

        Length += digits;
    }

    /// <summary>Microseconds as seconds with three decimals.</summary>
    public void AppendSeconds(long microseconds)
    {
        long milliseconds = microseconds / 1000;
        AppendNumber(milliseconds / 1000);
        Append((byte)'.');
        AppendDigits(milliseconds % 1000, 3);
    }
}
