namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Values over time: ascending, at most one per period; a period without data has none. Immutable.</summary>
/// <param name="Label">What people call it; empty = after the query.</param>
/// <param name="PeriodSeconds">Length of its periods.</param>
/// <param name="Points">The values.</param>
public sealed record TimeSeries(string Label, int PeriodSeconds, IReadOnlyList<DataPoint> Points)
{
    /// <summary>The metric that it is of; null = it was computed from several.</summary>
    public MetricKey? Metric { get; init; }

    /// <summary>The statistic of <see cref="Metric"/>.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>Each value through a function; what is then no finite number is left out, as CloudWatch does with a division by zero.</summary>
    internal TimeSeries Map(Func<DataPoint, double> change) =>
        this with { Points = [.. Points.Select(point => point with { Value = change(point) }).Where(point => double.IsFinite(point.Value))] };

    /// <summary>Two series at the times that both have.</summary>
    internal TimeSeries Join(TimeSeries other, Func<double, double, double> combine)
    {
        Dictionary<long, double> right = other.ByTime();
        return this with
        {
            PeriodSeconds = Math.Max(PeriodSeconds, other.PeriodSeconds),
            Points =
            [
                .. Points.Where(point => right.ContainsKey(point.Seconds))
                    .Select(point => point with { Value = combine(point.Value, right[point.Seconds]) })
                    .Where(point => double.IsFinite(point.Value)),
            ],
        };
    }

    internal Dictionary<long, double> ByTime() => Points.ToDictionary(point => point.Seconds, point => point.Value);
}
