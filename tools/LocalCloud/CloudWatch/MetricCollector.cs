using System.Collections.Concurrent;
using System.Text.Json;

namespace LogFunctions.LocalCloud;

/// <summary>One metric: its name and its dimensions as <c>Name=Value,Name=Value</c> (empty: without dimensions).</summary>
public readonly record struct MetricKey(string Namespace, string Name, string Dimensions);

/// <summary>The statistic set of one metric since the start.</summary>
public readonly record struct MetricStatistics(long SampleCount, double Sum, double Minimum, double Maximum, double Latest)
{
    internal MetricStatistics Add(double value) => SampleCount == 0
        ? new MetricStatistics(1, value, value, value, value)
        : new MetricStatistics(SampleCount + 1, Sum + value, Math.Min(Minimum, value), Math.Max(Maximum, value), value);
}

/// <summary>
/// What CloudWatch would have collected: embedded metrics (EMF) from the functions' standard output, and the <c>AWS/Lambda</c>
/// metrics that Lambda itself counts. At most <see cref="SeriesMax"/> metrics are kept; the rest is counted.
/// </summary>
public sealed class MetricCollector
{
    /// <summary>Different metrics (name and dimensions) that are kept.</summary>
    public const int SeriesMax = 10_000;

    private readonly ConcurrentDictionary<MetricKey, MetricStatistics> _series = new();
    private long _droppedCount;
    private long _malformedCount;

    /// <summary>Every value as it comes, for those who need more than statistics; called by whoever reads the functions' output.</summary>
    public event Action<MetricKey, double>? ValueAdded;

    /// <summary>Values of metrics beyond <see cref="SeriesMax"/>.</summary>
    public long DroppedCount => Volatile.Read(ref _droppedCount);

    /// <summary>Lines that looked like embedded metrics but were not valid.</summary>
    public long MalformedCount => Volatile.Read(ref _malformedCount);

    /// <summary>All metrics so far.</summary>
    public IReadOnlyDictionary<MetricKey, MetricStatistics> Snapshot() => new Dictionary<MetricKey, MetricStatistics>(_series);

    /// <summary>The statistics of a metric; all zero when it was never seen.</summary>
    public MetricStatistics Get(string metricNamespace, string name, string dimensions = "") =>
        _series.GetValueOrDefault(new MetricKey(metricNamespace, name, dimensions));

    internal void Add(string metricNamespace, string name, string dimensions, double value)
    {
        var key = new MetricKey(metricNamespace, name, dimensions);
        if (_series.Count >= SeriesMax && !_series.ContainsKey(key))
        {
            Interlocked.Increment(ref _droppedCount);
            return;
        }

        ValueAdded?.Invoke(key, value);
        _series.AddOrUpdate(key, static (_, added) => default(MetricStatistics).Add(added), static (_, old, added) => old.Add(added), value);
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

            foreach (JsonElement directive in directives.EnumerateArray())
            {
                AddDirective(document.RootElement, directive);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            Interlocked.Increment(ref _malformedCount);
        }

        return true;
    }

    private void AddDirective(JsonElement root, JsonElement directive)
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
                AddValues(metricNamespace, name, dimensions, values);
            }
        }
    }

    private void AddValues(string metricNamespace, string name, string dimensions, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Array)
        {
            Add(metricNamespace, name, dimensions, values.GetDouble());
            return;
        }

        foreach (JsonElement value in values.EnumerateArray())
        {
            Add(metricNamespace, name, dimensions, value.GetDouble());
        }
    }

    private static string DimensionsOf(JsonElement root, JsonElement set) =>
        string.Join(',', set.EnumerateArray().Select(name => $"{name.GetString()}={root.GetProperty(name.GetString()!).GetString()}"));
}
