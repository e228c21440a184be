using System.Text;

namespace LogFunctions.Core.Primitives;

/// <summary>
/// Reads what <see cref="BlobWriter"/> wrote, from bytes that may be anything: whatever does not fit is a
/// <see cref="FormatException"/> that names the place, never another exception and never an allocation by a number it read.
/// </summary>
internal ref struct BlobReader(ReadOnlySpan<byte> source, string subject)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _source = source;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _source.Length;

    public readonly ReadOnlySpan<byte> Rest => _source[Position..];

    public byte ReadByte()
    {
        if (AtEnd)
        {
            throw Failure("ends where a byte is expected");
        }

        return _source[Position++];
    }

    public ulong ReadVarint()
    {
        if (Varint.TryRead(Rest, out ulong value, out int length))
        {
            Position += length;
            return value;
        }

        Position += length;
        throw Failure(length == Varint.MaxBytes ? "holds a number of more than 64 bits" : "ends where a byte is expected");
    }

    /// <summary>A number that must lie in 0..<paramref name="max"/>.</summary>
    public long ReadVarint(long max, string what)
    {
        ulong value = ReadVarint();
        return value <= (ulong)max ? (long)value : throw Failure($"has {what} {value}; at most {max} is possible");
    }

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count < 0 || count > _source.Length - Position)
        {
            throw Failure($"ends within a block of {count} bytes");
        }

        ReadOnlySpan<byte> bytes = _source.Slice(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>A block written by <see cref="BlobWriter.WriteBlock"/>.</summary>
    public ReadOnlySpan<byte> ReadBlock()
    {
        ulong length = ReadVarint();
        return length <= (ulong)(_source.Length - Position)
            ? ReadBytes((int)length)
            : throw Failure($"ends within a block of {length} bytes");
    }

    public string ReadText()
    {
        ReadOnlySpan<byte> bytes = ReadBlock();
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw Failure("holds a text that is not UTF-8");
        }
    }

    public void Skip(int bytes) => Position += bytes;

    public readonly FormatException Failure(string what) => new($"{subject} {what}, at byte {Position} of {_source.Length}.");
}
