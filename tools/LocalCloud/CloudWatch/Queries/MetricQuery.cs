using LogFunctions.LocalCloud.CloudWatch.MetricMath;

namespace LogFunctions.LocalCloud.CloudWatch.Queries;

/// <summary>One query of GetMetricData or of an alarm: a metric, or an expression over others.</summary>
internal sealed record MetricQuery
{
    /// <summary>Name of it in expressions and in the answer.</summary>
    public required string Id { get; init; }

    /// <summary>The metric; null when there is an expression.</summary>
    public MetricKey? Metric { get; init; }

    /// <summary>How the metric's values are summed up.</summary>
    public MetricStatistic? Statistic { get; init; }

    /// <summary>The expression; null when there is a metric.</summary>
    public MetricExpression? Expression { get; init; }

    /// <summary>Seconds of a value; 0 = as the metrics of the expression have it.</summary>
    public int PeriodSeconds { get; init; }

    /// <summary>What people call it; null = after the metric.</summary>
    public string? Label { get; init; }

    /// <summary>False for what only feeds expressions.</summary>
    public bool ReturnData { get; init; } = true;
}
