using System.IO.Compression;

namespace LogFunctions.Core.Windows;

/// <summary>
/// How a block of cells stands in the ledger: its length, doubled, plus 1 when it is compressed; then, compressed, the length of that;
/// then the bytes. Blocks that change with every batch are written as they are unless they are large; blocks that rest are compressed,
/// once (docs/decisions/0003).
/// </summary>
internal static class CellBlock
{
    /// <summary>A block from this size on is compressed at once: thousands of paths resemble each other, and DynamoDB charges by the kilobyte.</summary>
    public const int LargeBytes = 32 * 1024;

    /// <summary>A block below this size is never worth it.</summary>
    public const int SmallBytes = 1024;

    private const int MaxBytes = 64 << 20;
    private const int BrotliQuality = 1;
    private const int BrotliWindowBits = 18;

    /// <summary>Compresses a block into a writer; false, and an empty writer, when that saves less than a sixteenth.</summary>
    public static bool TryPack(ReadOnlySpan<byte> block, BlobWriter packed)
    {
        packed.Clear();
        Span<byte> space = packed.Reserve(BrotliEncoder.GetMaxCompressedLength(block.Length));
        bool isWorthIt = BrotliEncoder.TryCompress(block, space, out int length, BrotliQuality, BrotliWindowBits) && length < block.Length - (block.Length / 16);
        packed.Advance(isWorthIt ? length : 0);
        return isWorthIt;
    }

    public static void Write(BlobWriter writer, ReadOnlySpan<byte> block, ReadOnlySpan<byte> packed)
    {
        writer.WriteVarint(((ulong)block.Length << 1) | (packed.IsEmpty ? 0UL : 1UL));
        if (packed.IsEmpty)
        {
            writer.WriteBytes(block);
        }
        else
        {
            writer.WriteBlock(packed);
        }
    }

    /// <summary>Reads a block; <paramref name="packed"/> is its compressed form, empty when it was written as it is.</summary>
    public static ReadOnlySpan<byte> Read(ref BlobReader reader, out ReadOnlySpan<byte> packed)
    {
        long announced = reader.ReadVarint((2L * MaxBytes) + 1, "a block length of");
        int length = (int)(announced >> 1);
        if ((announced & 1) == 0)
        {
            packed = default;
            return reader.ReadBytes(length);
        }

        packed = reader.ReadBlock();

        // Brotli expands at most about a thousandfold here: a hostile length cannot make us allocate more than that.
        if (packed.IsEmpty || length > packed.Length * 4096L)
        {
            throw reader.Failure($"has a block of {packed.Length} bytes that claims to hold {length}");
        }

        var block = new byte[length];
        bool isComplete = BrotliDecoder.TryDecompress(packed, block, out int written) && written == length;
        return isComplete ? block : throw reader.Failure($"has a block that does not inflate to the {length} bytes it announces");
    }
}
