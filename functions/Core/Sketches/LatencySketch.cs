namespace LogFunctions.Core.Sketches;

/// <summary>
/// A mergeable distribution of latencies with a relative error of at most 1 % at every quantile: counts in the logarithmic buckets
/// of <see cref="LatencyBuckets"/> (the idea of DDSketch, Masson, Rim, Lee, VLDB 2019, with a fixed grid and no collapsing).
/// Adding and merging only add counts, so any order of them gives the same sketch, bit for bit. Not thread-safe.
/// </summary>
public sealed class LatencySketch
{
    private const int GrowthBuckets = 32;

    // Buckets _first.._first + length - 1. One of the two arrays is in use: 32-bit counts until one of them would overflow.
    private int _first;
    private int[] _counts = [];
    private long[]? _wideCounts;

    // Not empty: stands for the buckets, which are made when something is added. Most sketches that are read are only written again.
    private ReadOnlyMemory<byte> _encoded;

    /// <summary>Number of values; like each bucket's, it stops at <see cref="long.MaxValue"/>.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes that are always enough for <see cref="Encode"/> in the present state.</summary>
    public int EncodedMaxBytes => _encoded.IsEmpty ? LatencySketchCodec.MaxBytes(BucketCapacity) : _encoded.Length;

    /// <summary>Smallest bucket the arrays cover, and how many.</summary>
    internal int FirstBucket => _first;

    internal int BucketCapacity => _wideCounts?.Length ?? _counts.Length;

    /// <summary>The counts themselves, for <c>Cell</c> to count into until it calls anything else here; empty when they are wide.</summary>
    internal int[] OwnNarrowCounts => _counts;

    internal ReadOnlySpan<int> NarrowCounts => _wideCounts is null ? _counts : [];

    internal ReadOnlySpan<long> WideCounts => _wideCounts;

    /// <summary>The stored form of a sketch that has not been touched since it was read; else empty.</summary>
    internal ReadOnlyMemory<byte> Folded => _encoded;

    /// <summary>A sketch of a stored form that was checked (<see cref="LatencySketchCodec.Check"/>); the bytes must not change.</summary>
    internal static LatencySketch Fold(ReadOnlyMemory<byte> encoded, long count) => new() { _encoded = encoded, Count = count };

    /// <summary>Adds a latency <paramref name="count"/> times.</summary>
    /// <param name="latencyUs">Microseconds, 0 or more.</param>
    /// <param name="count">0 or more.</param>
    public void Add(long latencyUs, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(latencyUs);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > 0)
        {
            AddToBucket(LatencyBuckets.IndexOf(latencyUs), count);
        }
    }

    /// <summary>Adds all values of another sketch; the other stays as it is.</summary>
    public void Merge(LatencySketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
        {
            return;
        }

        Unfold();
        if (!other._encoded.IsEmpty)
        {
            LatencySketchCodec.Decode(other._encoded.Span, this);
            return;
        }

        (int first, int last) = other.UsedRange();
        Cover(first, last);
        if (_wideCounts is null && other._wideCounts is null && Count + other.Count <= int.MaxValue)
        {
            ReadOnlySpan<int> from = other._counts.AsSpan(first - other._first, last - first + 1);
            Span<int> to = _counts.AsSpan(first - _first, from.Length);
            for (int i = 0; i < from.Length; i++)
            {
                to[i] += from[i];
            }
        }
        else
        {
            Widen();
            for (int bucket = first; bucket <= last; bucket++)
            {
                ref long sum = ref _wideCounts![bucket - _first];
                sum = SaturatingSum.Of(sum, other.CountOf(bucket));
            }
        }

        Count = SaturatingSum.Of(Count, other.Count);
    }

    /// <summary>
    /// The q-quantile by rank: the estimate of the ceil(q n)-th smallest value (the smallest for q = 0), in microseconds, within
    /// <see cref="LatencyBuckets.RelativeError"/> of that value; NaN when the sketch is empty.
    /// </summary>
    /// <param name="q">0..1.</param>
    public double QuantileUs(double q)
    {
        if (!(q >= 0 && q <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile lies between 0 and 1.");
        }

        if (Count == 0)
        {
            return double.NaN;
        }

        if (!_encoded.IsEmpty)
        {
            return Decode(_encoded.Span).QuantileUs(q);
        }

        // 0.07 * 100 is 7.000000000000001 in binary: without stepping back a little, the 8th value would be taken for the 7th.
        double exactRank = Math.Ceiling(q * Count * (1 - 1e-15));
        long rank = Math.Clamp((long)exactRank, 1, Count);
        int bucket = _first;
        for (long seen = CountOf(bucket); seen < rank; seen = SaturatingSum.Of(seen, CountOf(bucket)))
        {
            bucket++;
        }

        return LatencyBuckets.Estimate(bucket);
    }

    /// <summary>The filled buckets in ascending order: the value that stands for each, in microseconds, and its count.</summary>
    public IEnumerable<(double ValueUs, long Count)> Buckets()
    {
        LatencySketch sketch = _encoded.IsEmpty ? this : Decode(_encoded.Span);
        int first = sketch._first;
        int end = first + sketch.BucketCapacity;
        for (int bucket = first; bucket < end; bucket++)
        {
            long count = sketch.CountOf(bucket);
            if (count > 0)
            {
                yield return (LatencyBuckets.Estimate(bucket), count);
            }
        }
    }

    /// <summary>What a whole has more than a part of it: bucket by bucket, never below 0.</summary>
    public static LatencySketch Difference(LatencySketch whole, LatencySketch part)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(part);
        var difference = new LatencySketch();
        LatencySketch from = whole._encoded.IsEmpty ? whole : Decode(whole._encoded.Span);
        LatencySketch less = part._encoded.IsEmpty ? part : Decode(part._encoded.Span);
        for (int bucket = from._first; bucket < from._first + from.BucketCapacity; bucket++)
        {
            bool isInBoth = bucket >= less._first && bucket < less._first + less.BucketCapacity;
            long left = from.CountOf(bucket) - (isInBoth ? less.CountOf(bucket) : 0);
            if (left > 0)
            {
                difference.AddToBucket(bucket, left);
            }
        }

        return difference;
    }

    /// <summary>Empties the sketch. The memory is kept for reuse.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_counts);
        }

        _encoded = default;
        _wideCounts = null;
        Count = 0;
    }

    /// <summary>Writes the sketch in its stored form (docs/data.md); equal sketches give equal bytes.</summary>
    /// <param name="destination">At least <see cref="EncodedMaxBytes"/>.</param>
    /// <returns>Bytes written.</returns>
    public int Encode(Span<byte> destination) => LatencySketchCodec.Encode(this, destination);

    /// <summary>The stored form as an array of its own.</summary>
    public byte[] ToArray()
    {
        if (!_encoded.IsEmpty)
        {
            return _encoded.ToArray();
        }

        var buffer = new byte[EncodedMaxBytes];
        return buffer.AsSpan(0, Encode(buffer)).ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; nothing may follow it.</summary>
    /// <exception cref="FormatException">The bytes are not a sketch; the message says what was found where.</exception>
    public static LatencySketch Decode(ReadOnlySpan<byte> source)
    {
        var sketch = new LatencySketch();
        int length = LatencySketchCodec.Decode(source, sketch);
        return length == source.Length
            ? sketch
            : throw new FormatException($"Latency sketch: {source.Length - length} bytes follow its end at byte {length}.");
    }

    /// <summary>Notes that values were counted in <see cref="OwnNarrowCounts"/>.</summary>
    internal void NoteCounted(long values) => Count = SaturatingSum.Of(Count, values);

    /// <summary>Makes room for what is going to be added to an empty sketch.</summary>
    internal void Expect(int firstBucket, int lastBucket)
    {
        Unfold();
        Cover(firstBucket, lastBucket);
    }

    internal void AddToBucket(int bucket, long count)
    {
        Unfold();
        Cover(bucket, bucket);
        if (_wideCounts is null)
        {
            ref int narrow = ref _counts[bucket - _first];
            if (count <= int.MaxValue - narrow)
            {
                narrow += (int)count;
                Count = SaturatingSum.Of(Count, count);
                return;
            }

            Widen();
        }

        ref long wide = ref _wideCounts![bucket - _first];
        wide = SaturatingSum.Of(wide, count);
        Count = SaturatingSum.Of(Count, count);
    }

    internal long CountOf(int bucket)
    {
        int index = bucket - _first;
        return _wideCounts is null ? _counts[index] : _wideCounts[index];
    }

    private void Unfold()
    {
        if (!_encoded.IsEmpty)
        {
            ReadOnlyMemory<byte> encoded = _encoded;
            _encoded = default;
            Count = 0;
            LatencySketchCodec.Decode(encoded.Span, this);
        }
    }

    private (int First, int Last) UsedRange()
    {
        int first = _first;
        while (CountOf(first) == 0)
        {
            first++;
        }

        int last = _first + BucketCapacity - 1;
        while (CountOf(last) == 0)
        {
            last--;
        }

        return (first, last);
    }

    // From now on 64-bit counts. The narrow array is dropped, so that nobody counts into it.
    private void Widen()
    {
        if (_wideCounts is null)
        {
            _wideCounts = Array.ConvertAll(_counts, static count => (long)count);
            _counts = [];
        }
    }

    private void Cover(int first, int last)
    {
        int capacity = BucketCapacity;
        if (first >= _first && last < _first + capacity)
        {
            return;
        }

        if (Count == 0 && last - first < capacity)
        {
            // An empty sketch from the pool: its memory is long enough, only elsewhere.
            _first = Math.Clamp(first - ((capacity - (last - first)) / 2), 0, Math.Max(0, LatencyBuckets.Count - capacity));
            return;
        }

        int newFirst = Count == 0 ? first : Math.Min(first, _first);
        int newLast = Count == 0 ? last : Math.Max(last, _first + capacity - 1);
        int growth = Math.Max(GrowthBuckets, capacity / 4); // in proportion, so that a sketch is soon as wide as it will be
        newFirst = Math.Max(0, newFirst - (newFirst == _first && Count > 0 ? 0 : growth));
        newLast = Math.Min(LatencyBuckets.Count - 1, newLast + (Count > 0 && newLast == _first + capacity - 1 ? 0 : growth));
        Move(newFirst, newLast - newFirst + 1);
    }

    private void Move(int newFirst, int newCapacity)
    {
        if (_wideCounts is null)
        {
            var counts = new int[newCapacity];
            if (Count > 0)
            {
                _counts.CopyTo(counts, _first - newFirst);
            }

            _counts = counts;
        }
        else
        {
            var counts = new long[newCapacity];
            _wideCounts.CopyTo(counts, _first - newFirst);
            _wideCounts = counts;
        }

        _first = newFirst;
    }
}
