using System.Text.Json;

namespace LogFunctions.Hosting;

/// <summary>
/// Metrics that are written together, as one line of CloudWatch's embedded metric format: the names of one set of dimensions, and metrics
/// with their units. Every combination of dimension values is a metric of its own, and costs: only dimensions with few values belong here.
/// Immutable; made once per function.
/// </summary>
public sealed class MetricSet
{
    /// <summary>CloudWatch takes no more of either.</summary>
    private const int MaxDimensions = 30;
    private const int MaxMetrics = 100;

    /// <param name="dimensions">Names of the dimensions; none = totals.</param>
    /// <param name="metrics">Names and units (<see cref="MetricUnit"/>).</param>
    /// <param name="properties">Numbers that stand in the line, so that they can be searched, but are no metrics and cost nothing.</param>
    /// <param name="storageResolutionSeconds">1 for the live graph; 60 where nobody looks at seconds.</param>
    /// <exception cref="ArgumentException">Too many, a name twice, or a resolution that CloudWatch does not have.</exception>
    public MetricSet(
        IReadOnlyList<string> dimensions,
        IReadOnlyList<(string Name, string Unit)> metrics,
        IReadOnlyList<string>? properties = null,
        int storageResolutionSeconds = 60)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentNullException.ThrowIfNull(metrics);
        properties ??= [];
        string[] names = [.. dimensions, .. metrics.Select(static metric => metric.Name), .. properties];
        if (dimensions.Count > MaxDimensions || metrics.Count is 0 or > MaxMetrics)
        {
            throw new ArgumentException($"a metric set has at most {MaxDimensions} dimensions and 1 to {MaxMetrics} metrics, not {dimensions.Count} and {metrics.Count}");
        }

        if (names.FirstOrDefault(static name => name.Length == 0 || name == "_aws") is not null || names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new ArgumentException($"the names of a metric set must differ, and none may be empty or _aws: {string.Join(", ", names)}");
        }

        if (storageResolutionSeconds is not (1 or 60))
        {
            throw new ArgumentOutOfRangeException(nameof(storageResolutionSeconds), storageResolutionSeconds, "CloudWatch stores seconds (1) or minutes (60)");
        }

        Dimensions = [.. dimensions.Select(static name => JsonEncodedText.Encode(name))];
        Metrics = [.. metrics.Select(static metric => (JsonEncodedText.Encode(metric.Name), JsonEncodedText.Encode(metric.Unit)))];
        Numbers = [.. metrics.Select(static metric => JsonEncodedText.Encode(metric.Name)), .. properties.Select(static name => JsonEncodedText.Encode(name))];
        StorageResolutionSeconds = storageResolutionSeconds;
    }

    internal JsonEncodedText[] Dimensions { get; }

    internal (JsonEncodedText Name, JsonEncodedText Unit)[] Metrics { get; }

    /// <summary>Names of what <see cref="EmbeddedMetricWriter.Add"/> takes a number for: the metrics, then the properties.</summary>
    internal JsonEncodedText[] Numbers { get; }

    internal int StorageResolutionSeconds { get; }
}
