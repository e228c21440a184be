using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LogFunctions.Core.Sketches;

/// <summary>
/// The stored form (<see cref="LatencySketchCodec"/>) of 32-bit counts. Every touched cell of a ledger passes here once per batch, and
/// whether a bucket is filled is as good as random for the branch predictor: so eight buckets are taken at a time, and the filled ones
/// among them moved together without a branch.
/// </summary>
internal static class SketchCountsEncoder
{
    private const int GapEscape = LatencySketchCodec.GapEscape;
    private const int ChangeEscape = LatencySketchCodec.ChangeEscape;
    private const int Lanes = 8;

    // Up to so many filled buckets of eight are faster written one by one.
    private const int FewLanes = 2;

    // How far the encoding is: where to write, and the last filled bucket.
    private ref struct State
    {
        public int Position;
        public int LastBucket;
        public int LastCount;
    }

    /// <summary>Writes the number of filled buckets and the buckets.</summary>
    /// <param name="counts">Counts of neighbouring buckets, 0 or more.</param>
    /// <param name="firstBucket">Number of the first of them.</param>
    /// <param name="destination">Long enough for any outcome (<see cref="LatencySketchCodec.MaxBytes"/>); written from its second byte on.</param>
    /// <returns>End of what is written.</returns>
    public static int Encode(ReadOnlySpan<int> counts, int firstBucket, Span<byte> destination)
    {
        const int FilledBytes = 2;
        ref int source = ref MemoryMarshal.GetReference(counts);
        int filled = 0;
        var state = new State { Position = 1 + FilledBytes, LastBucket = -1, LastCount = 1 };
        int index = 0;
        if (Avx2.IsSupported && Bmi2.X64.IsSupported)
        {
            for (; index + Lanes <= counts.Length; index += Lanes)
            {
                filled += EncodeEight(ref Unsafe.Add(ref source, index), firstBucket + index, destination, ref state);
            }
        }

        for (; index < counts.Length; index++)
        {
            int count = Unsafe.Add(ref source, index);
            if (count != 0)
            {
                EncodeOne(count, firstBucket + index, destination, ref state);
                filled++;
            }
        }

        int filledLength = LatencySketchCodec.WriteVarint(destination[1..], (ulong)filled);
        if (filledLength < FilledBytes)
        {
            destination[(1 + FilledBytes)..state.Position].CopyTo(destination[(1 + filledLength)..]);
        }

        return state.Position - FilledBytes + filledLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EncodeEight(ref int counts, int firstBucket, Span<byte> destination, ref State state)
    {
        Vector256<int> eight = Vector256.LoadUnsafe(ref counts);
        uint mask = ~Vector256.Equals(eight, Vector256<int>.Zero).ExtractMostSignificantBits() & 0xFF;
        int filled = BitOperations.PopCount(mask);
        if (filled <= FewLanes)
        {
            EncodeEach(ref counts, mask, firstBucket, destination, ref state); // sparse sketches, and both ends of all
            return filled;
        }

        // The lanes whose bit is set, a byte each, from the bytes 0 to 7; and the same behind the last filled bucket, lane 0 of the buckets before.
        ulong chosen = Bmi2.X64.ParallelBitDeposit(mask, 0x0101010101010101) * 0xFF;
        ulong lanes = Bmi2.X64.ParallelBitExtract(0x0706050403020100, chosen);
        Vector256<int> order = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(lanes).AsByte());
        Vector256<int> orderBefore = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(lanes << 8).AsByte());
        Vector256<int> before = Avx2.Blend(Avx2.PermuteVar8x32(eight, orderBefore), Vector256.Create(state.LastCount), 1);
        Vector256<int> bucketsBefore = Avx2.Blend(orderBefore, Vector256.Create(state.LastBucket - firstBucket), 1);
        Vector256<int> changes = Avx2.PermuteVar8x32(eight, order) - before;
        Vector256<uint> zigzags = ((changes << 1) ^ (changes >> 31)).AsUInt32();
        Vector256<int> gaps = order - bucketsBefore - Vector256<int>.One;
        Vector256<int> isLarge = Vector256.GreaterThan(zigzags, Vector256.Create((uint)ChangeEscape - 1)).AsInt32() | Vector256.GreaterThan(gaps, Vector256.Create(GapEscape - 1));
        if ((isLarge.ExtractMostSignificantBits() & ((1u << filled) - 1)) != 0)
        {
            EncodeEach(ref counts, mask, firstBucket, destination, ref state);
            return filled;
        }

        // What is too much is written over by the next.
        Vector256<uint> steps = (gaps << 5).AsUInt32() | zigzags;
        Vector128<ushort> words = Vector128.Narrow(steps.GetLower(), steps.GetUpper());
        ref byte target = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), state.Position);
        Unsafe.WriteUnaligned(ref target, Vector128.Narrow(words, words).AsUInt64().ToScalar());
        int last = BitOperations.Log2(mask);
        state.Position += filled;
        state.LastBucket = firstBucket + last;
        state.LastCount = Unsafe.Add(ref counts, last);
        return filled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncodeEach(ref int counts, uint mask, int firstBucket, Span<byte> destination, ref State state)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            int index = BitOperations.TrailingZeroCount(mask);
            EncodeOne(Unsafe.Add(ref counts, index), firstBucket + index, destination, ref state);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncodeOne(int count, int bucket, Span<byte> destination, ref State state)
    {
        uint gap = (uint)(bucket - state.LastBucket - 1);
        int change = count - state.LastCount;
        uint zigzag = (uint)((change << 1) ^ (change >> 31));
        if (gap < GapEscape && zigzag < ChangeEscape + 0x80)
        {
            // One byte, or two with a short varint: the second is written over when there is none.
            ref byte target = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), state.Position);
            target = (byte)((gap << 5) | Math.Min(zigzag, ChangeEscape));
            Unsafe.Add(ref target, 1) = (byte)(zigzag - ChangeEscape);
            state.Position += zigzag < ChangeEscape ? 1 : 2;
        }
        else
        {
            state.Position += LatencySketchCodec.WriteEscaped(destination[state.Position..], gap, zigzag);
        }

        state.LastBucket = bucket;
        state.LastCount = count;
    }
}
