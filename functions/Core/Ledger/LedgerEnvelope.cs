using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// What stands around the body of a stored ledger: a format byte, the CRC-32C of the body and, when it is compressed, its length.
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

    private readonly BlobWriter _blob = new();
    private byte[] _inflated = [];

    /// <summary>The stored form of a body, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Wrap(ReadOnlySpan<byte> body)
    {
        _blob.Clear();
        Span<byte> header = _blob.Reserve(HeaderBytes);
        header[0] = PlainFormat;
        BinaryPrimitives.WriteUInt32LittleEndian(header[1..], Crc32C(body));
        _blob.Advance(HeaderBytes);
        if (body.Length >= CompressFromBytes && TryWriteCompressed(body))
        {
            return _blob.WrittenMemory;
        }

        _blob.Length = HeaderBytes;
        _blob.WriteBytes(body);
        return _blob.WrittenMemory;
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
        uint actual = Crc32C(body);
        return actual == expected
            ? body
            : throw new FormatException($"Ledger blob is damaged: its {body.Length} bytes have the checksum {actual:x8}, {expected:x8} is noted.");
    }

    private bool TryWriteCompressed(ReadOnlySpan<byte> body)
    {
        _blob.WriteVarint((ulong)body.Length);
        Span<byte> space = _blob.Reserve(BrotliEncoder.GetMaxCompressedLength(body.Length));
        if (!BrotliEncoder.TryCompress(body, space, out int written, BrotliQuality, BrotliWindowBits) || written >= body.Length)
        {
            return false;
        }

        _blob.Advance(written);
        MemoryMarshal.AsMemory(_blob.WrittenMemory).Span[0] = BrotliFormat;
        return true;
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

    // BitOperations.Crc32C is an instruction on x64 (SSE 4.2) and arm64, with a table elsewhere: same result.
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
