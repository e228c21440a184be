using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LogFunctions.Core.Sketches;

/// <summary>
/// The stored form (<see cref="LatencySketchCodec"/>) of 32-bit counts. Every touched cell of a ledger passes here once per batch, and
/// whether a bucket is filled is as good as random for the branch predictor: so the filled ones are listed first, without a branch, and
/// eight of the list become eight bytes at once.
/// </summary>
internal static class SketchCountsEncoder
{
    private const int GapEscape = LatencySketchCodec.GapEscape;
    private const int ChangeEscape = LatencySketchCodec.ChangeEscape;
    private const int Lanes = 8;

    // Most sketches have fewer buckets: their list is made at once.
    private const int ListedBuckets = 512;

    /// <summary>Writes the number of filled buckets and the buckets.</summary>
    /// <param name="counts">Counts of neighbouring buckets, 0 or more.</param>
    /// <param name="firstBucket">Number of the first of them.</param>
    /// <param name="destination">Long enough for any outcome (<see cref="LatencySketchCodec.MaxBytes"/>); written from its second byte on.</param>
    /// <returns>End of what is written.</returns>
    [SkipLocalsInit]
    public static int Encode(ReadOnlySpan<int> counts, int firstBucket, Span<byte> destination)
    {
        const int FilledBytes = 2;

        // In front of the lists stands what came before them; behind them is room for what is written or read eight at a time.
        Span<int> listedCounts = stackalloc int[1 + ListedBuckets + Lanes];
        Span<int> listedBuckets = stackalloc int[1 + ListedBuckets + Lanes];
        listedCounts[0] = 1;
        listedBuckets[0] = -1;
        int position = 1 + FilledBytes;
        int filled = 0;
        for (int start = 0; start < counts.Length; start += ListedBuckets)
        {
            ReadOnlySpan<int> part = counts.Slice(start, Math.Min(ListedBuckets, counts.Length - start));
            int listed = List(part, firstBucket + start, ref listedCounts[1], ref listedBuckets[1]);
            filled += listed;
            position = Write(ref listedCounts[1], ref listedBuckets[1], listed, destination, position);
            listedCounts[0] = listedCounts[listed];
            listedBuckets[0] = listedBuckets[listed];
        }

        int filledLength = LatencySketchCodec.WriteVarint(destination[1..], (ulong)filled);
        if (filledLength < FilledBytes)
        {
            destination[(1 + FilledBytes)..position].CopyTo(destination[(1 + filledLength)..]);
        }

        return position - FilledBytes + filledLength;
    }

    // Lists the counts that are not 0 and the numbers of their buckets; returns how many.
    private static int List(ReadOnlySpan<int> counts, int firstBucket, ref int listedCounts, ref int listedBuckets)
    {
        ref int source = ref MemoryMarshal.GetReference(counts);
        int listed = 0;
        int index = 0;
        if (Avx2.IsSupported && Bmi2.X64.IsSupported)
        {
            for (; index + Lanes <= counts.Length; index += Lanes)
            {
                Vector256<int> eight = Vector256.LoadUnsafe(ref source, (nuint)(uint)index);
                uint mask = ~Vector256.Equals(eight, Vector256<int>.Zero).ExtractMostSignificantBits() & 0xFF;

                // The lanes whose bit is set, one byte each, from the bytes 0 to 7.
                ulong chosen = Bmi2.X64.ParallelBitDeposit(mask, 0x0101010101010101) * 0xFF;
                ulong lanes = Bmi2.X64.ParallelBitExtract(0x0706050403020100, chosen);
                Vector256<int> order = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(lanes).AsByte());
                Avx2.PermuteVar8x32(eight, order).StoreUnsafe(ref listedCounts, (nuint)(uint)listed);
                (order + Vector256.Create(firstBucket + index)).StoreUnsafe(ref listedBuckets, (nuint)(uint)listed);
                listed += BitOperations.PopCount(mask);
            }
        }

        for (; index < counts.Length; index++)
        {
            int count = Unsafe.Add(ref source, index);
            Unsafe.Add(ref listedCounts, listed) = count;
            Unsafe.Add(ref listedBuckets, listed) = firstBucket + index;
            listed += count != 0 ? 1 : 0;
        }

        return listed;
    }

    private static int Write(ref int counts, ref int buckets, int listed, Span<byte> destination, int position)
    {
        ref byte target = ref MemoryMarshal.GetReference(destination);
        for (int start = 0; start < listed; start += Lanes)
        {
            int left = Math.Min(Lanes, listed - start);
            if (TryWriteEight(ref Unsafe.Add(ref counts, start), ref Unsafe.Add(ref buckets, start), left, ref Unsafe.Add(ref target, position)))
            {
                position += left;
                continue;
            }

            for (int i = start; i < start + left; i++)
            {
                position += WriteOne(ref Unsafe.Add(ref counts, i), ref Unsafe.Add(ref buckets, i), destination[position..]);
            }
        }

        return position;
    }

    // One byte for each of the first up to eight; what is written behind them will be written over. False when one takes more than a byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteEight(ref int counts, ref int buckets, int left, ref byte target)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            return false;
        }

        Vector256<int> changes = Vector256.LoadUnsafe(ref counts) - Vector256.LoadUnsafe(ref Unsafe.Subtract(ref counts, 1));
        Vector256<uint> zigzags = ((changes << 1) ^ (changes >> 31)).AsUInt32();
        Vector256<int> gaps = Vector256.LoadUnsafe(ref buckets) - Vector256.LoadUnsafe(ref Unsafe.Subtract(ref buckets, 1)) - Vector256<int>.One;
        Vector256<int> isLarge = Vector256.GreaterThan(zigzags, Vector256.Create((uint)ChangeEscape - 1)).AsInt32() | Vector256.GreaterThan(gaps, Vector256.Create(GapEscape - 1));
        if ((isLarge.ExtractMostSignificantBits() & ((1u << left) - 1)) != 0)
        {
            return false;
        }

        Vector256<uint> steps = (gaps << 5).AsUInt32() | zigzags;
        Vector128<ushort> words = Vector128.Narrow(steps.GetLower(), steps.GetUpper());
        Unsafe.WriteUnaligned(ref target, Vector128.Narrow(words, words).AsUInt64().ToScalar());
        return true;
    }

    private static int WriteOne(ref int count, ref int bucket, Span<byte> destination)
    {
        int gap = bucket - Unsafe.Subtract(ref bucket, 1) - 1;
        int change = count - Unsafe.Subtract(ref count, 1);
        uint zigzag = (uint)((change << 1) ^ (change >> 31));
        if (gap >= GapEscape || zigzag >= ChangeEscape)
        {
            return LatencySketchCodec.WriteEscaped(destination, (uint)gap, zigzag);
        }

        destination[0] = (byte)((gap << 5) | (int)zigzag);
        return 1;
    }
}
