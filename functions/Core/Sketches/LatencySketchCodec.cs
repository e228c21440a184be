using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Sketches;

/// <summary>
/// Stored form of a sketch. That of dense ones is version 2 (<see cref="DenseSketchCodec"/>); of sparse and of very large ones version 1: the version byte, the number of filled buckets as a varint, then per
/// filled bucket in ascending order one byte <c>gap &lt;&lt; 5 | change</c>. <c>gap</c> = empty buckets skipped since the last one
/// (from bucket -1), 7 = 7 + a varint that follows; <c>change</c> = zigzag of this count minus the last (which starts at 1), 31 = 31 +
/// a varint that follows (after the gap's). Neighbouring counts are alike, so most buckets of full and of sparse sketches take one byte.
/// </summary>
internal static class LatencySketchCodec
{
    private const byte Version = 1;
    internal const int GapEscape = 7;
    internal const int ChangeEscape = 31;
    private const int MaxBytesPerBucket = 1 + 2 + 10;

    public static int MaxBytes(int bucketCapacity) => 1 + 2 + (MaxBytesPerBucket * bucketCapacity) + DenseSketchCodec.SlackBytes;

    public static int Encode(LatencySketch sketch, Span<byte> destination)
    {
        if (destination.Length < sketch.EncodedMaxBytes)
        {
            throw new ArgumentException($"The destination has {destination.Length} bytes; the sketch may need {sketch.EncodedMaxBytes}.", nameof(destination));
        }

        if (!sketch.Folded.IsEmpty)
        {
            sketch.Folded.Span.CopyTo(destination);
            return sketch.Folded.Length;
        }

        destination[0] = Version;
        if (sketch.Count == 0)
        {
            destination[1] = 0;
            return 2;
        }

        ReadOnlySpan<long> wide = sketch.WideCounts;
        if (wide.IsEmpty)
        {
            return EncodeNarrow(sketch.NarrowCounts, sketch.FirstBucket, destination);
        }

        return wide.ContainsAnyExceptInRange(0, int.MaxValue)
            ? EncodeWide(wide, sketch.FirstBucket, destination)
            : EncodeNarrow(Array.ConvertAll(wide.ToArray(), static count => (int)count), sketch.FirstBucket, destination);
    }

    private static int EncodeNarrow(ReadOnlySpan<int> counts, int firstBucket, Span<byte> destination)
    {
        int first = counts.IndexOfAnyExcept(0);
        int buckets = counts.LastIndexOfAnyExcept(0) - first + 1;
        ReadOnlySpan<int> used = counts.Slice(first, buckets);
        return DenseSketchCodec.Suits(buckets - used.Count(0), buckets)
            ? DenseSketchCodec.Encode(used, firstBucket + first, destination)
            : SketchCountsEncoder.Encode(counts, firstBucket, destination);
    }

    /// <summary>Fills an empty sketch from the start of <paramref name="source"/>.</summary>
    /// <returns>Bytes read.</returns>
    public static int Decode(ReadOnlySpan<byte> source, LatencySketch sketch)
    {
        if (!source.IsEmpty && source[0] == DenseSketchCodec.Version)
        {
            return DenseSketchCodec.Decode(source, sketch, out _);
        }

        var steps = new Steps(source);
        while (steps.MoveNext())
        {
            sketch.AddToBucket(steps.Bucket, steps.Count);
        }

        return steps.Position;
    }

    /// <summary>Checks the stored form at the start of <paramref name="source"/> without making the buckets.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="count">Number of values.</param>
    /// <returns>Length of the stored form.</returns>
    /// <exception cref="FormatException">The bytes are not a sketch.</exception>
    public static int Check(ReadOnlySpan<byte> source, out long count)
    {
        if (!source.IsEmpty && source[0] == DenseSketchCodec.Version)
        {
            return DenseSketchCodec.Decode(source, sketch: null, out count);
        }

        var steps = new Steps(source);
        while (steps.SkipUsual() && steps.MoveNext())
        {
        }

        count = steps.Total;
        return steps.Position;
    }

    /// <summary>The filled buckets of a stored form, in ascending order.</summary>
    private ref struct Steps
    {
        private readonly ReadOnlySpan<byte> _source;
        private ulong _left;
        private int _position = 1;

        public Steps(ReadOnlySpan<byte> source)
        {
            _source = source;
            if (source.IsEmpty)
            {
                throw new FormatException("Latency sketch: no bytes; at least the version is expected.");
            }

            if (source[0] != Version)
            {
                throw new FormatException($"Latency sketch: version {source[0]} is unknown; this build reads versions {Version} and {DenseSketchCodec.Version}.");
            }

            _left = ReadVarint(source, ref _position);
            if (_left > LatencyBuckets.Count)
            {
                throw new FormatException($"Latency sketch: {_left} filled buckets; there are only {LatencyBuckets.Count}.");
            }
        }

        public int Bucket { get; private set; } = -1;

        public long Count { get; private set; } = 1;

        /// <summary>Values of all buckets so far.</summary>
        public long Total { get; private set; }

        public readonly int Position => _position;

        /// <summary>Moves over the buckets of one byte each that are in order; whether there are more. What is wrong is left to <see cref="MoveNext"/>.</summary>
        public bool SkipUsual()
        {
            // In locals, which the compiler keeps in registers.
            ReadOnlySpan<byte> steps = _source[_position..];
            steps = (ulong)steps.Length > _left ? steps[..(int)_left] : steps;
            int bucket = Bucket;
            long count = Count;
            long total = Total;
            int passed = 0;
            foreach (byte step in steps)
            {
                int change = step & ChangeEscape;
                int nextBucket = bucket + 1 + (step >> 5);
                long nextCount = count + ((change >> 1) ^ -(change & 1));
                long nextTotal = total + nextCount; // of two positive numbers: negative when it is too large
                if (step >> 5 == GapEscape || change == ChangeEscape || nextBucket >= LatencyBuckets.Count || nextCount <= 0 || nextTotal < 0)
                {
                    break;
                }

                (bucket, count, total) = (nextBucket, nextCount, nextTotal);
                passed++;
            }

            (Bucket, Count, Total) = (bucket, count, total);
            _position += passed;
            _left -= (ulong)passed;
            return _left > 0;
        }

        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            (ulong gap, ulong change) = ReadStep(_source, ref _position);
            if (gap >= (ulong)(LatencyBuckets.Count - 1 - Bucket))
            {
                throw new FormatException($"Latency sketch: a gap of {gap} after bucket {Bucket} leaves the {LatencyBuckets.Count} buckets, before byte {_position}.");
            }

            Bucket += 1 + (int)gap;
            Count = unchecked(Count + ((long)(change >> 1) ^ -(long)(change & 1)));
            if (Count <= 0)
            {
                throw new FormatException($"Latency sketch: bucket {Bucket} has an impossible count, before byte {_position}.");
            }

            Total = SaturatingSum.Of(Total, Count);
            return true;
        }
    }

    private static (ulong Gap, ulong Change) ReadStep(ReadOnlySpan<byte> source, ref int position)
    {
        if (position >= source.Length)
        {
            throw new FormatException($"Latency sketch: ends at byte {position} where a bucket is expected.");
        }

        byte step = source[position++];
        ulong gap = (ulong)(step >> 5);
        ulong change = (ulong)(step & ChangeEscape);
        if (gap == GapEscape)
        {
            ulong more = ReadVarint(source, ref position);
            gap = more > LatencyBuckets.Count ? more : more + GapEscape;
        }

        if (change == ChangeEscape)
        {
            change = unchecked(ReadVarint(source, ref position) + ChangeEscape);
        }

        return (gap, change);
    }

    internal static ulong ReadVarint(ReadOnlySpan<byte> source, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (position >= source.Length)
            {
                throw new FormatException($"Latency sketch: ends at byte {position} inside a number.");
            }

            byte next = source[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException($"Latency sketch: a number of more than 64 bits ends at byte {position}.");
    }

    private static int EncodeWide(ReadOnlySpan<long> counts, int firstBucket, Span<byte> destination)
    {
        int filled = counts.Length - counts.Count(0L);
        int position = 1 + WriteVarint(destination[1..], (ulong)filled);
        int nextBucket = -firstBucket;
        long last = 1;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            long change = counts[i] - last;
            position += WriteEscaped(destination[position..], (uint)(i - nextBucket), (ulong)((change << 1) ^ (change >> 63)));
            nextBucket = i + 1;
            last = counts[i];
        }

        return position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int WriteEscaped(Span<byte> destination, uint gap, ulong zigzag)
    {
        destination[0] = (byte)((Math.Min(gap, GapEscape) << 5) | (uint)Math.Min(zigzag, ChangeEscape));
        int length = 1;
        if (gap >= GapEscape)
        {
            length += WriteVarint(destination[length..], gap - GapEscape);
        }

        if (zigzag >= ChangeEscape)
        {
            length += WriteVarint(destination[length..], zigzag - ChangeEscape);
        }

        return length;
    }

    internal static int WriteVarint(Span<byte> destination, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }
}
