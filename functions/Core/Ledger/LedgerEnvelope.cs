using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Ledger;

/// <summary>What stands before the body of a stored ledger: a format byte, which says whose it is, and a checksum of the body.</summary>
internal static class LedgerEnvelope
{
    /// <summary>The ledger of a shard. 1 was version 0.1's, 2 was never released.</summary>
    public const byte ShardFormat = 4;

    /// <summary>The ledger of a shard's larger windows.</summary>
    public const byte RollupFormat = 3;

    private const int HeaderBytes = 5;

    /// <summary>Leaves room for the header; the body is written behind it.</summary>
    public static void Begin(BlobWriter blob)
    {
        blob.Clear();
        blob.Reserve(HeaderBytes);
        blob.Advance(HeaderBytes);
    }

    /// <summary>The stored form of the body written since <see cref="Begin"/>, valid until the next change of the writer.</summary>
    public static ReadOnlyMemory<byte> Finish(BlobWriter blob, byte format)
    {
        Span<byte> bytes = MemoryMarshal.AsMemory(blob.WrittenMemory).Span;
        bytes[0] = format;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[1..], Checksum(bytes[HeaderBytes..]));
        return blob.WrittenMemory;
    }

    /// <summary>The body of a stored form.</summary>
    /// <exception cref="FormatException">Not a ledger blob, or a damaged one.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> blob, byte expectedFormat)
    {
        var reader = new BlobReader(blob, "Ledger blob");
        byte format = reader.ReadByte();
        if (format != expectedFormat)
        {
            throw new FormatException($"Ledger blob has the unknown format {format}; this build reads {expectedFormat} here. Another version may have written it.");
        }

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4));
        uint actual = Checksum(reader.Rest);
        return actual == expected
            ? reader.Rest
            : throw new FormatException($"Ledger blob is damaged: its {reader.Rest.Length} bytes have the checksum {actual:x8}, {expected:x8} is noted.");
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
