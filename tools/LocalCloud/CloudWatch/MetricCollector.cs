using System.Text.Json;

namespace LogFunctions.LocalCloud;

/// <summary>
/// What CloudWatch would have collected: embedded metrics (EMF) from the functions' standard output, and the metrics of AWS services that
/// the local services count. Kept as time series: the values by metric, dimension set and second, older ones by minute. Bounded: at most
/// <see cref="SeriesMax"/> metrics and <see cref="EntriesMax"/> different values in all; what is beyond is counted.
/// </summary>
/// <param name="time">Clock of the values that bring no time of their own.</param>
public sealed class MetricCollector(TimeProvider time)
{
    /// <summary>Different metrics (name and dimensions) that are kept.</summary>
    public const int SeriesMax = 10_000;

    /// <summary>Different values (metric, second and value) that are kept: some 60 MB. Then the largest metric loses its older half.</summary>
    public const int EntriesMax = 500_000;

    // CloudWatch takes what is at most two weeks old and two hours ahead.
    private const int PastSeconds = 14 * 86_400;
    private const int FutureSeconds = 2 * 3600;

    private readonly Lock _gate = new();
    private readonly Dictionary<MetricKey, MetricSeries> _series = [];
    private int _entryCount;
    private long _droppedCount;
    private long _malformedCount;

    /// <summary>Every value as it comes; called by whoever reads the functions' output.</summary>
    public event Action<MetricKey, double>? ValueAdded;

    /// <summary>Values beyond the bounds: of metrics beyond <see cref="SeriesMax"/>, forgotten for <see cref="EntriesMax"/>, or of a time that CloudWatch does not take.</summary>
    public long DroppedCount => Volatile.Read(ref _droppedCount);

    /// <summary>Lines that looked like embedded metrics but were not valid.</summary>
    public long MalformedCount => Volatile.Read(ref _malformedCount);

    /// <summary>All metrics so far.</summary>
    public IReadOnlyDictionary<MetricKey, MetricStatistics> Snapshot()
    {
        lock (_gate)
        {
            return _series.ToDictionary(pair => pair.Key, pair => pair.Value.Total);
        }
    }

    /// <summary>The statistics of a metric since the start; all zero when it was never seen.</summary>
    public MetricStatistics Get(string metricNamespace, string name, string dimensions = "")
    {
        lock (_gate)
        {
            return _series.TryGetValue(new MetricKey(metricNamespace, name, dimensions), out MetricSeries? series) ? series.Total : default;
        }
    }

    /// <summary>A metric over time. Periods without values are not there.</summary>
    /// <param name="key">The metric.</param>
    /// <param name="startSeconds">Unix seconds, inclusive.</param>
    /// <param name="endSeconds">Unix seconds, exclusive.</param>
    /// <param name="periodSeconds">Length of a period; what is older than three hours is known by the minute.</param>
    /// <param name="originSeconds">What periods are counted from, Unix seconds.</param>
    public IReadOnlyList<MetricPoint> Read(MetricKey key, long startSeconds, long endSeconds, int periodSeconds, long originSeconds = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periodSeconds, 1);
        lock (_gate)
        {
            return _series.TryGetValue(key, out MetricSeries? series) ? series.Read(startSeconds, endSeconds, periodSeconds, originSeconds) : [];
        }
    }

    /// <summary>Every metric there is, in no order.</summary>
    internal IReadOnlyList<MetricKey> Keys()
    {
        lock (_gate)
        {
            return [.. _series.Keys];
        }
    }

    internal void Add(string metricNamespace, string name, string dimensions, double value) =>
        Add(new MetricKey(metricNamespace, name, dimensions), time.GetUtcNow().ToUnixTimeSeconds(), value, 1);

    /// <param name="key">The metric.</param>
    /// <param name="second">When, Unix seconds.</param>
    /// <param name="value">The value; no metric has one that is not finite.</param>
    /// <param name="count">How often it came.</param>
    internal void Add(MetricKey key, long second, double value, long count)
    {
        if (double.IsFinite(value) && TryAdd(key, second, count, (series, nowSeconds) => series.Add(second, value, count, nowSeconds)))
        {
            ValueAdded?.Invoke(key, value);
        }
        else if (!double.IsFinite(value))
        {
            Interlocked.Add(ref _droppedCount, Math.Max(1, count));
        }
    }

    /// <summary>Adds values of which only count, sum, least and largest are known, all of them finite.</summary>
    internal void AddSet(MetricKey key, long second, long count, double sum, double minimum, double maximum)
    {
        if (TryAdd(key, second, count, (series, nowSeconds) => series.AddSet(second, count, sum, minimum, maximum, nowSeconds)))
        {
            ValueAdded?.Invoke(key, sum / count);
        }
    }

    private bool TryAdd(MetricKey key, long second, long count, Action<MetricSeries, long> add)
    {
        long nowSeconds = time.GetUtcNow().ToUnixTimeSeconds();
        if (count < 1 || second < nowSeconds - PastSeconds || second > nowSeconds + FutureSeconds)
        {
            Interlocked.Add(ref _droppedCount, Math.Max(1, count));
            return false;
        }

        lock (_gate)
        {
            if (!_series.TryGetValue(key, out MetricSeries? series))
            {
                if (_series.Count >= SeriesMax)
                {
                    Interlocked.Add(ref _droppedCount, count);
                    return false;
                }

                _series.Add(key, series = new MetricSeries());
            }

            int before = series.EntryCount;
            add(series, nowSeconds);
            _entryCount += series.EntryCount - before;
            if (_entryCount > EntriesMax)
            {
                MakeRoom();
            }
        }

        return true;
    }

    private void MakeRoom()
    {
        MetricSeries largest = _series.Values.MaxBy(series => series.EntryCount)!;
        int before = largest.EntryCount;
        Interlocked.Add(ref _droppedCount, largest.ForgetHalf());
        _entryCount += largest.EntryCount - before;
    }

    /// <summary>Takes the line when it is an embedded metric document, as CloudWatch Logs does: one JSON object with <c>_aws.CloudWatchMetrics</c>.</summary>
    /// <returns>False: an ordinary line.</returns>
    internal bool TryAddEmbedded(string line)
    {
        if (!line.StartsWith('{') || !line.Contains("\"_aws\"", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (!document.RootElement.TryGetProperty("_aws", out JsonElement header) || !header.TryGetProperty("CloudWatchMetrics", out JsonElement directives))
            {
                return false;
            }

            long second = header.TryGetProperty("Timestamp", out JsonElement milliseconds)
                ? (long)Math.Floor(milliseconds.GetDouble() / 1000)
                : time.GetUtcNow().ToUnixTimeSeconds();
            foreach (JsonElement directive in directives.EnumerateArray())
            {
                AddDirective(document.RootElement, directive, second);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            Interlocked.Increment(ref _malformedCount);
        }

        return true;
    }

    private void AddDirective(JsonElement root, JsonElement directive, long second)
    {
        string metricNamespace = directive.GetProperty("Namespace").GetString()!;
        string[] dimensionSets = [.. directive.GetProperty("Dimensions").EnumerateArray().Select(set => DimensionsOf(root, set))];
        foreach (JsonElement metric in directive.GetProperty("Metrics").EnumerateArray())
        {
            string name = metric.GetProperty("Name").GetString()!;
            if (!root.TryGetProperty(name, out JsonElement values))
            {
                continue;
            }

            foreach (string dimensions in dimensionSets)
            {
                AddValues(new MetricKey(metricNamespace, name, dimensions), second, values);
            }
        }
    }

    private void AddValues(MetricKey key, long second, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Array)
        {
            Add(key, second, values.GetDouble(), 1);
            return;
        }

        foreach (JsonElement value in values.EnumerateArray())
        {
            Add(key, second, value.GetDouble(), 1);
        }
    }

    private static string DimensionsOf(JsonElement root, JsonElement set) =>
        MetricDimensions.Format(set.EnumerateArray().Select(name => name.GetString()!).Select(name => (name, root.GetProperty(name).GetString() ?? throw new FormatException("a dimension without value"))));
}
