using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Windows;

/// <summary>
/// What is known about the requests of one (window, dimension, value): counts, bytes and the distribution of latencies. Everything
/// is a sum, minimum or maximum, so cells merge in any order to the same result. A sum that would pass <see cref="long.MaxValue"/> stays
/// there (a million lines may state 10 TB each). Not thread-safe.
/// </summary>
public sealed class Cell
{
    private LatencySketch? _latency; // made for the first latency: whole logs have none

    // The buckets of the sketch while lines are counted into them from here, which saves the way through the sketch; none of them
    // when it is to be asked.
    private int[]? _buckets;
    private int _firstBucket;
    private int _bucketCount;
    private Sums _sums;
    private bool _hasSaturated;

    /// <summary>Requests; of the reject dimension: lines.</summary>
    public long Requests { get => _sums.Added.Requests; set => _sums.Added.Requests = value; }

    /// <summary>Requests with status 100..199.</summary>
    public long Status1xx { get => _sums.Statuses[1]; set => _sums.Statuses[1] = value; }

    /// <summary>Requests with status 200..299.</summary>
    public long Status2xx { get => _sums.Statuses[2]; set => _sums.Statuses[2] = value; }

    /// <summary>Requests with status 300..399.</summary>
    public long Status3xx { get => _sums.Statuses[3]; set => _sums.Statuses[3] = value; }

    /// <summary>Requests with status 400..499.</summary>
    public long Status4xx { get => _sums.Statuses[4]; set => _sums.Statuses[4] = value; }

    /// <summary>Requests with status 500..599.</summary>
    public long Status5xx { get => _sums.Statuses[5]; set => _sums.Statuses[5] = value; }

    /// <summary>Requests with no status (0) or one outside 100..599.</summary>
    public long StatusOther { get => _sums.Statuses[0]; set => _sums.Statuses[0] = value; }

    /// <summary>Response bytes.</summary>
    public long Bytes { get => _sums.Added.Bytes; set => _sums.Added.Bytes = value; }

    /// <summary>Requests whose latency is known; the others count everywhere but in the distribution.</summary>
    public long LatencyCount => _latency is null ? 0 : SaturatingSum.Of(_latency.Count, _sums.Added.Latencies);

    /// <summary>Sum of the known latencies, microseconds.</summary>
    public long LatencySumUs { get => _sums.Added.LatencyUs; set => _sums.Added.LatencyUs = value; }

    /// <summary>Smallest known latency, microseconds; 0 when <see cref="LatencyCount"/> is 0.</summary>
    public long LatencyMinUs { get; set; }

    /// <summary>Largest known latency, microseconds; 0 when <see cref="LatencyCount"/> is 0.</summary>
    public long LatencyMaxUs { get; set; }

    /// <summary>Distribution of the known latencies.</summary>
    public LatencySketch Latency
    {
        get
        {
            _bucketCount = 0; // whoever asks may add to it
            return SettledLatency;
        }

        init => _latency = value;
    }

    /// <summary>The same for those who only read it.</summary>
    internal LatencySketch SettledLatency
    {
        get
        {
            _latency ??= new LatencySketch();
            _latency.NoteCounted(_sums.Added.Latencies);
            _sums.Added.Latencies = 0;
            return _latency;
        }
    }

    /// <summary>
    /// The q-quantile of the latencies in microseconds, within 1 % of the exact one (see <see cref="LatencySketch.QuantileUs"/>) and
    /// never outside minimum and maximum; NaN when no latency is known.
    /// </summary>
    public double LatencyQuantileUs(double q) => Math.Clamp(SettledLatency.QuantileUs(q), LatencyMinUs, LatencyMaxUs);

    /// <summary>Which encoding of a window holds this cell as it was when it had <see cref="EncodedRequests"/>; 0 = none.</summary>
    internal long Encoding { get; private set; }

    /// <summary>Requests when it was encoded: as each request counts here, the same number is the same cell.</summary>
    internal long EncodedRequests { get; private set; }

    internal int EncodedStart { get; private set; }

    internal int EncodedLength { get; private set; }

    /// <summary>Notes where an encoding holds this cell.</summary>
    internal void SetEncoded(long encoding, int start, int length)
    {
        Encoding = encoding;
        EncodedRequests = Requests;
        EncodedStart = start;
        EncodedLength = length;
    }

    /// <summary>Adds another cell's counts; the other stays as it is.</summary>
    public void Merge(Cell other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Encoding = 0;
        if (other.LatencyCount > 0)
        {
            LatencyMinUs = LatencyCount == 0 ? other.LatencyMinUs : Math.Min(LatencyMinUs, other.LatencyMinUs);
            LatencyMaxUs = Math.Max(LatencyMaxUs, other.LatencyMaxUs);
            LatencySumUs = Sum(LatencySumUs, other.LatencySumUs);
            Latency.Merge(other.SettledLatency);
        }

        Requests = Sum(Requests, other.Requests);
        Bytes = Sum(Bytes, other.Bytes);
        for (int i = 0; i < StatusCounts.Length; i++)
        {
            _sums.Statuses[i] = Sum(_sums.Statuses[i], other._sums.Statuses[i]);
        }
    }

    /// <summary>Whether a sum stopped at its end since the last call: something is missing in it.</summary>
    internal bool TakeSaturation()
    {
        bool hasSaturated = _hasSaturated;
        _hasSaturated = false;
        return hasSaturated;
    }

    /// <summary>Back to an empty cell; the sketch's memory is kept for reuse.</summary>
    public void Clear()
    {
        Encoding = 0;
        _hasSaturated = false;
        if (_latency is not null)
        {
            Latency.Clear();
        }

        _sums = default;
        LatencyMinUs = 0;
        LatencyMaxUs = 0;
    }

    /// <summary>Index of a status class: 1..5 for 100..599, 0 for everything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int StatusClassOf(int status)
    {
        // status / 100 by multiplication, exact for 0..999 (and anything else ends in class 0 anyway).
        uint statusClass = ((uint)status * 5243) >> 19;
        return (uint)status < 600 ? (int)statusClass : 0;
    }

    /// <summary>Counts one request whose latency is known: the hot path.</summary>
    /// <param name="request">What it adds. Read from memory for each cell: what is kept in a vector over a call that may be made is kept on the stack, at an
    /// address that the vector may have to be put together from two cache lines.</param>
    /// <param name="statusClass">From <see cref="StatusClassOf"/>.</param>
    /// <param name="bucket">Bucket of the latency.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Count(in RequestSums request, int statusClass, int bucket)
    {
        CountUntimed(in request, statusClass);
        long latencyUs = request.LatencyUs;
        if (latencyUs < LatencyMinUs)
        {
            LatencyMinUs = latencyUs;
        }

        if (latencyUs > LatencyMaxUs)
        {
            LatencyMaxUs = latencyUs;
        }

        // Compared with null by itself, lest the array's own start is read: it lies on another cache line than the count, and the many cells
        // of a window do not stay in the first level cache.
        uint index = (uint)(bucket - _firstBucket);
        int[]? buckets = _buckets;
        if (index < (uint)_bucketCount && buckets is not null)
        {
            ref int count = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buckets), (nint)index);
            if (count != int.MaxValue)
            {
                count++;
                return;
            }
        }

        CountInSketch(latencyUs, bucket);
    }

    /// <summary>Counts one request whose latency is not known.</summary>
    /// <param name="request">What it adds.</param>
    /// <param name="statusClass">From <see cref="StatusClassOf"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountUntimed(in RequestSums request, int statusClass)
    {
        ref long sums = ref _sums.Added.Requests;
        Vector256<long> added = Vector256.LoadUnsafe(ref sums) + Vector256.LoadUnsafe(in request.Requests);
        added.StoreUnsafe(ref sums);
        Unsafe.Add(ref _sums.Statuses[0], statusClass)++; // 0..5
        if (added.ExtractMostSignificantBits() != 0)
        {
            Saturate(); // a sum of two positive numbers that is negative
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Saturate()
    {
        Encoding = 0; // the number of requests no longer tells of a change
        _hasSaturated = true;
        Requests = Requests < 0 ? long.MaxValue : Requests;
        Bytes = Bytes < 0 ? long.MaxValue : Bytes;
        LatencySumUs = LatencySumUs < 0 ? long.MaxValue : LatencySumUs;
        for (int i = 0; i < StatusCounts.Length; i++)
        {
            _sums.Statuses[i] = _sums.Statuses[i] < 0 ? long.MaxValue : _sums.Statuses[i];
        }
    }

    private long Sum(long left, long right)
    {
        _hasSaturated |= left > long.MaxValue - right;
        return SaturatingSum.Of(left, right);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountInSketch(long latencyUs, int bucket)
    {
        _sums.Added.Latencies--;
        if (LatencyCount == 0)
        {
            LatencyMinUs = latencyUs;
            LatencyMaxUs = latencyUs;
        }

        LatencySketch sketch = SettledLatency;
        sketch.AddToBucket(bucket, 1);
        _buckets = sketch.OwnNarrowCounts;
        _firstBucket = sketch.FirstBucket;
        _bucketCount = _buckets.Length;
    }

    internal void SetLatency(LatencySketch sketch)
    {
        _latency = sketch;
        _bucketCount = 0;
    }

    internal long StatusCount(int statusClass) => _sums.Statuses[statusClass];

    internal void SetStatusCount(int statusClass, long count) => _sums.Statuses[statusClass] = count;

    [StructLayout(LayoutKind.Sequential)]
    private struct Sums
    {
        // Of the latencies those in the buckets that the sketch was not told of.
        public RequestSums Added;
        public StatusCounts Statuses;
    }

    [InlineArray(Length)]
    private struct StatusCounts
    {
        public const int Length = 6;
        private long _first;
    }
}
