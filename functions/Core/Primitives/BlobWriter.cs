using System.Text;

namespace LogFunctions.Core.Primitives;

/// <summary>Appends to a byte array that grows and is reused. Numbers are little-endian base-128 varints.</summary>
internal sealed class BlobWriter
{
    private byte[] _buffer = [];

    public int Length { get; set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>At least <paramref name="bytes"/> writable bytes behind what is written; follow with <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void WriteVarint(ulong value)
    {
        Span<byte> space = Reserve(Varint.MaxBytes);
        Length += Varint.Write(space, value);
    }

    public void WriteVarint(long value) => WriteVarint((ulong)value);

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>The byte count as a varint, then the bytes.</summary>
    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        WriteBytes(bytes);
    }

    public void WriteText(string text) => WriteBlock(Encoding.UTF8.GetBytes(text));
}
