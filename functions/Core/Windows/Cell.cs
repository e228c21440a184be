using System.Runtime.CompilerServices;
using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Windows;

/// <summary>
/// What is known about the requests of one (window, dimension, value): counts, bytes and the distribution of latencies. Everything
/// is a sum, minimum or maximum, so cells merge in any order to the same result. Not thread-safe.
/// </summary>
public sealed class Cell
{
    private StatusCounts _statuses;
    private LatencySketch _latency = new();

    /// <summary>Requests; of the reject dimension: lines.</summary>
    public long Requests { get; set; }

    /// <summary>Requests with status 100..199.</summary>
    public long Status1xx { get => _statuses[1]; set => _statuses[1] = value; }

    /// <summary>Requests with status 200..299.</summary>
    public long Status2xx { get => _statuses[2]; set => _statuses[2] = value; }

    /// <summary>Requests with status 300..399.</summary>
    public long Status3xx { get => _statuses[3]; set => _statuses[3] = value; }

    /// <summary>Requests with status 400..499.</summary>
    public long Status4xx { get => _statuses[4]; set => _statuses[4] = value; }

    /// <summary>Requests with status 500..599.</summary>
    public long Status5xx { get => _statuses[5]; set => _statuses[5] = value; }

    /// <summary>Requests with no status (0) or one outside 100..599.</summary>
    public long StatusOther { get => _statuses[0]; set => _statuses[0] = value; }

    /// <summary>Response bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Requests whose latency is known; the others count everywhere but in the distribution.</summary>
    public long LatencyCount => Latency.Count;

    /// <summary>Sum of the known latencies, microseconds.</summary>
    public long LatencySumUs { get; set; }

    /// <summary>Smallest known latency, microseconds; 0 when <see cref="LatencyCount"/> is 0.</summary>
    public long LatencyMinUs { get; set; }

    /// <summary>Largest known latency, microseconds; 0 when <see cref="LatencyCount"/> is 0.</summary>
    public long LatencyMaxUs { get; set; }

    /// <summary>Distribution of the known latencies.</summary>
    public LatencySketch Latency { get => _latency; init => _latency = value; }

    /// <summary>
    /// The q-quantile of the latencies in microseconds, within 1 % of the exact one (see <see cref="LatencySketch.QuantileUs"/>) and
    /// never outside minimum and maximum; NaN when no latency is known.
    /// </summary>
    public double LatencyQuantileUs(double q) => Math.Clamp(Latency.QuantileUs(q), LatencyMinUs, LatencyMaxUs);

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
            LatencySumUs += other.LatencySumUs;
            Latency.Merge(other.Latency);
        }

        Requests += other.Requests;
        Bytes += other.Bytes;
        for (int i = 0; i < StatusCounts.Length; i++)
        {
            _statuses[i] += other._statuses[i];
        }
    }

    /// <summary>Back to an empty cell; the sketch's memory is kept for reuse.</summary>
    public void Clear()
    {
        Encoding = 0;
        Requests = 0;
        Bytes = 0;
        LatencySumUs = 0;
        LatencyMinUs = 0;
        LatencyMaxUs = 0;
        _statuses = default;
        Latency.Clear();
    }

    /// <summary>Index of a status class: 1..5 for 100..599, 0 for everything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int StatusClassOf(int status)
    {
        // status / 100 by multiplication, exact for 0..999 (and anything else ends in class 0 anyway).
        uint statusClass = ((uint)status * 5243) >> 19;
        return (uint)status < 600 ? (int)statusClass : 0;
    }

    /// <summary>Counts one request: the hot path.</summary>
    /// <param name="statusClass">From <see cref="StatusClassOf"/>.</param>
    /// <param name="bytes">Response bytes.</param>
    /// <param name="latencyUs">Microseconds, negative = unknown.</param>
    /// <param name="bucket">Bucket of the latency when it is known.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Count(int statusClass, long bytes, long latencyUs, int bucket)
    {
        Requests++;
        Bytes += bytes;
        _statuses[statusClass]++;
        if (latencyUs >= 0)
        {
            LatencySumUs += latencyUs;
            LatencyMinUs = Latency.Count == 0 || latencyUs < LatencyMinUs ? latencyUs : LatencyMinUs;
            LatencyMaxUs = latencyUs > LatencyMaxUs ? latencyUs : LatencyMaxUs;
            Latency.AddToBucket(bucket);
        }
    }

    internal void SetLatency(LatencySketch sketch) => _latency = sketch;

    internal long StatusCount(int statusClass) => _statuses[statusClass];

    internal void SetStatusCount(int statusClass, long count) => _statuses[statusClass] = count;

    [InlineArray(Length)]
    private struct StatusCounts
    {
        public const int Length = 6;
        private long _first;
    }
}
