using System.Buffers.Binary;
using System.Numerics;

namespace LogFunctions.Core.Sketches;

/// <summary>
/// The stored form of sketches most of whose buckets between the first and the last filled one hold something (docs/decisions/0011): the byte 2, the
/// first filled bucket and the number of buckets as varints, then the counts as bits, lowest first. A count differs from the running mean of those
/// before it by a number that is small where the mean is; Rice codes take about as many bits as it has.
/// </summary>
internal static class DenseSketchCodec
{
    public const byte Version = 2;

    /// <summary>Bytes that may be written behind what counts.</summary>
    public const int SlackBytes = 24;

    private const int MaxUnary = 20; // ones; so many announce a number of 32 bits as it is
    private const int LengthBits = 33;

    /// <summary>Whether counts take this form: it is a matter of the counts alone, so that equal sketches have equal bytes.</summary>
    public static bool Suits(int filledBuckets, int buckets) => filledBuckets * 6 > buckets;

    /// <summary>Writes counts, the first and the last of which are not 0.</summary>
    /// <returns>Bytes written.</returns>
    public static int Encode(ReadOnlySpan<int> counts, int firstBucket, Span<byte> destination)
    {
        destination[0] = Version;
        int position = 1 + LatencySketchCodec.WriteVarint(destination[1..], (ulong)firstBucket);
        position += LatencySketchCodec.WriteVarint(destination[position..], (ulong)counts.Length);
        ulong bits = 0;
        int bitCount = 0;
        var mean = new Means();
        foreach (int count in counts)
        {
            long predicted = mean.Predicted;
            ulong folded = Fold(count, predicted);
            int width = mean.Width;
            ulong quotient = folded >> width;
            if (quotient < MaxUnary)
            {
                ulong code = ((1UL << (int)quotient) - 1) | ((folded & ((1UL << width) - 1)) << ((int)quotient + 1));
                bits |= code << bitCount;
                bitCount += (int)quotient + 1 + width;
            }
            else
            {
                bits |= ((1UL << MaxUnary) - 1) << bitCount;
                bitCount += MaxUnary;
                position += Put(destination[position..], ref bits, ref bitCount);
                bits |= folded << bitCount;
                bitCount += LengthBits;
            }

            position += Put(destination[position..], ref bits, ref bitCount);
            mean.Add(count, folded);
        }

        destination[position] = (byte)bits;
        return position + (bitCount > 0 ? 1 : 0);
    }

    /// <summary>Reads the counts of the form at the start of <paramref name="source"/>.</summary>
    /// <param name="source">The bytes; the first is <see cref="Version"/>.</param>
    /// <param name="sketch">Gets the counts; null = they are only checked.</param>
    /// <param name="total">Number of values.</param>
    /// <returns>Length of the stored form.</returns>
    /// <exception cref="FormatException">The bytes are not a sketch.</exception>
    public static int Decode(ReadOnlySpan<byte> source, LatencySketch? sketch, out long total)
    {
        int position = 1;
        ulong firstBucket = LatencySketchCodec.ReadVarint(source, ref position);
        ulong buckets = LatencySketchCodec.ReadVarint(source, ref position);
        if (buckets == 0 || firstBucket >= LatencyBuckets.Count || buckets > LatencyBuckets.Count - firstBucket)
        {
            throw new FormatException($"Latency sketch: {buckets} buckets from {firstBucket} on; there are {LatencyBuckets.Count}.");
        }

        sketch?.Expect((int)firstBucket, (int)(firstBucket + buckets) - 1);
        var reader = new BitReader(source[position..]);
        var mean = new Means();
        total = 0;
        int filled = 0;
        for (int i = 0; i < (int)buckets; i++)
        {
            long count = ReadCount(ref reader, ref mean);
            if (count > int.MaxValue || (count == 0 && (i == 0 || i == (int)buckets - 1)))
            {
                throw new FormatException($"Latency sketch: bucket {(int)firstBucket + i} has the impossible count {count}.");
            }

            if (count > 0)
            {
                filled++;
                total += count;
                sketch?.AddToBucket((int)firstBucket + i, count);
            }
        }

        if (!Suits(filled, (int)buckets))
        {
            throw new FormatException($"Latency sketch: {filled} of {buckets} buckets are filled; so few are stored otherwise.");
        }

        return position + reader.End();
    }

    private static long ReadCount(ref BitReader reader, ref Means mean)
    {
        int width = mean.Width;
        int quotient = reader.ReadOnes(MaxUnary);
        ulong folded = quotient == MaxUnary ? reader.Read(LengthBits) : ((ulong)quotient << width) | reader.Read(width);
        long count = Unfold(folded, mean.Predicted);
        mean.Add(count, folded);
        return count;
    }

    private static int Put(Span<byte> destination, ref ulong bits, ref int bitCount)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, bits);
        int bytes = bitCount >> 3;
        bits >>= bytes << 3;
        bitCount &= 7;
        return bytes;
    }

    // Differences in the order 0, -1, 1, -2, 2, ..; as a count is not below 0, those above twice the prediction follow each other.
    private static ulong Fold(long count, long predicted)
    {
        long difference = count - predicted;
        return difference > predicted ? (ulong)count : (ulong)((difference << 1) ^ (difference >> 63));
    }

    private static long Unfold(ulong folded, long predicted) =>
        folded > (ulong)predicted * 2 ? (long)folded : predicted + ((long)(folded >> 1) ^ -(long)(folded & 1));

    // Running means of the counts, times 4, and of what was written, times 8.
    private struct Means
    {
        private long _count;
        private long _written;

        public readonly long Predicted => (_count + 2) >> 2;

        public readonly int Width => Math.Max(0, BitOperations.Log2((ulong)_written | 1) - 3);

        public void Add(long count, ulong written)
        {
            _count += count - (_count >> 2);
            _written += (long)written - (_written >> 3);
        }
    }

    private ref struct BitReader(ReadOnlySpan<byte> source)
    {
        private readonly ReadOnlySpan<byte> _source = source;
        private int _position;
        private ulong _bits;
        private int _bitCount;

        // So many ones, up to a limit; below it the zero behind them is read, too.
        public int ReadOnes(int limit)
        {
            Fill(limit + 1);
            int ones = Math.Min(BitOperations.TrailingZeroCount(~_bits), limit);
            Drop(ones < limit ? ones + 1 : ones);
            return ones;
        }

        public ulong Read(int width)
        {
            Fill(width);
            ulong value = _bits & ((1UL << width) - 1);
            Drop(width);
            return value;
        }

        // Bytes read; the bits of the last one that were not are 0.
        public int End() => _bits == 0 && _bitCount < 8 ? _position : End(_bitCount >> 3);

        private readonly int End(int unread)
        {
            int used = _bitCount & 7;
            return (_bits & ((1UL << used) - 1)) == 0
                ? _position - unread
                : throw new FormatException("Latency sketch: its last byte has bits that mean nothing.");
        }

        private void Fill(int width)
        {
            while (_bitCount < width && _position < _source.Length)
            {
                _bits |= (ulong)_source[_position++] << _bitCount;
                _bitCount += 8;
            }
        }

        private void Drop(int width)
        {
            if (width > _bitCount)
            {
                throw new FormatException($"Latency sketch: ends at byte {_source.Length} of its counts.");
            }

            _bits >>= width;
            _bitCount -= width;
        }
    }
}
