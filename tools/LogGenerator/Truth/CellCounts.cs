using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Truth;

/// <summary>Counts of one window, dimension and value while it may still grow.</summary>
internal sealed class CellCounts
{
    private const int Classes = 6;

    private readonly long[] _byClass = new long[Classes];

    private long _bytes;

    private ValueCounts? _latencies;

    public void Add(in Hit hit)
    {
        // 1xx..5xx are the classes 1..5; everything else (0 = none, 600 and up) is class 0
        int statusClass = hit.Status / 100;
        _byClass[statusClass is >= 1 and <= 5 ? statusClass : 0]++;
        _bytes += hit.Bytes;
        if (hit.LatencyUs >= 0)
        {
            (_latencies ??= new ValueCounts()).Add(hit.LatencyUs);
        }
    }

    public void Merge(CellCounts other)
    {
        for (int i = 0; i < Classes; i++)
        {
            _byClass[i] += other._byClass[i];
        }

        _bytes += other._bytes;
        if (other._latencies is not null)
        {
            (_latencies ??= new ValueCounts()).Merge(other._latencies);
        }
    }

    public TruthCell Finish(string dimension, string value) => new()
    {
        Dimension = dimension,
        Value = value,
        Requests = _byClass.Sum(),
        Status1xx = _byClass[1],
        Status2xx = _byClass[2],
        Status3xx = _byClass[3],
        Status4xx = _byClass[4],
        Status5xx = _byClass[5],
        StatusOther = _byClass[0],
        Bytes = _bytes,
        Latency = _latencies?.Summarize(),
    };
}
