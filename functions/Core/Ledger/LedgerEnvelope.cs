using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// What stands around the body of a stored ledger: a format byte, a checksum of the body and, when it is compressed, its length.
/// The body of an ordinary shard is dense already; Brotli pays where thousands of paths resemble each other.
/// </summary>
internal sealed class LedgerEnvelope
{
    private const byte PlainFormat = 1;
    private const byte BrotliFormat = 2;
    private const int HeaderBytes = 5;
    private const int MaxBodyBytes = 64 << 20;

    /// <summary>Bodies from this size on are compressed (docs/decisions/0003 has the measurement).</summary>
    private const int CompressFromBytes = 64 * 1024;
    private const int BrotliQuality = 1;
    private const int BrotliWindowBits = 18;

    private readonly BlobWriter _compressed = new();
    private byte[] _inflated = [];

    /// <summary>Leaves room for the header; the body is written behind it.</summary>
    public static void Begin(BlobWriter blob)
    {
        blob.Clear();
        blob.Reserve(HeaderBytes);
        blob.Advance(HeaderBytes);
    }

    /// <summary>The stored form of the body written since <see cref="Begin"/>, valid until the next call or change of the writer.</summary>
    public ReadOnlyMemory<byte> Finish(BlobWriter blob)
    {
        ReadOnlySpan<byte> body = blob.Written[HeaderBytes..];
        uint checksum = Checksum(body);
        if (body.Length >= CompressFromBytes && TryCompress(body, checksum))
        {
            return _compressed.WrittenMemory;
        }

        PutHeader(blob, PlainFormat, checksum);
        return blob.WrittenMemory;
    }

    /// <summary>The body of a stored form, valid until the next call.</summary>
    /// <exception cref="FormatException">Not a ledger blob, or a damaged one.</exception>
    public ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> blob)
    {
        var reader = new BlobReader(blob, "Ledger blob");
        byte format = reader.ReadByte();
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4));
        ReadOnlySpan<byte> body = format switch
        {
            PlainFormat => reader.Rest,
            BrotliFormat => Inflate(ref reader),
            _ => throw new FormatException($"Ledger blob has the unknown format {format}; this build reads {PlainFormat} and {BrotliFormat}. A newer version may have written it."),
        };
        uint actual = Checksum(body);
        return actual == expected
            ? body
            : throw new FormatException($"Ledger blob is damaged: its {body.Length} bytes have the checksum {actual:x8}, {expected:x8} is noted.");
    }

    private bool TryCompress(ReadOnlySpan<byte> body, uint checksum)
    {
        Begin(_compressed);
        _compressed.WriteVarint((ulong)body.Length);
        Span<byte> space = _compressed.Reserve(BrotliEncoder.GetMaxCompressedLength(body.Length));
        if (!BrotliEncoder.TryCompress(body, space, out int written, BrotliQuality, BrotliWindowBits) || written >= body.Length)
        {
            return false;
        }

        _compressed.Advance(written);
        PutHeader(_compressed, BrotliFormat, checksum);
        return true;
    }

    private static void PutHeader(BlobWriter blob, byte format, uint checksum)
    {
        Span<byte> header = MemoryMarshal.AsMemory(blob.WrittenMemory).Span;
        header[0] = format;
        BinaryPrimitives.WriteUInt32LittleEndian(header[1..], checksum);
    }

    private ReadOnlySpan<byte> Inflate(scoped ref BlobReader reader)
    {
        int length = (int)reader.ReadVarint(MaxBodyBytes, "an inflated length of");
        if (_inflated.Length < length)
        {
            _inflated = new byte[length];
        }

        Span<byte> inflated = _inflated.AsSpan(0, length);
        bool complete = BrotliDecoder.TryDecompress(reader.Rest, inflated, out int written) && written == length;
        return complete ? inflated : throw reader.Failure($"does not inflate to the {length} bytes it announces");
    }

    // BitOperations.Crc32C is an instruction on x64 (SSE 4.2) and arm64, with a table elsewhere: same result. Its answer takes three cycles
    // to come, so three independent sums run side by side over the words 0, 3, 6.., 1, 4, 7.. and 2, 5, 8..; the rest, and then the
    // second and third sum, go into the first.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint first = uint.MaxValue;
        uint second = uint.MaxValue;
        uint third = uint.MaxValue;
        for (; bytes.Length >= 24; bytes = bytes[24..])
        {
            first = BitOperations.Crc32C(first, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            second = BitOperations.Crc32C(second, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            third = BitOperations.Crc32C(third, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
        }

        foreach (byte value in bytes)
        {
            first = BitOperations.Crc32C(first, value);
        }

        return ~BitOperations.Crc32C(BitOperations.Crc32C(first, second), third);
    }
}
