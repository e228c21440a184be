namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Where an expression gets its series from.</summary>
internal interface IMetricSource
{
    /// <summary>Ids of the queries that are metrics, not expressions: what METRICS() means.</summary>
    IReadOnlyList<string> MetricIds { get; }

    /// <summary>What another query evaluates to.</summary>
    /// <exception cref="MathException">There is none of that id, or it leads back to itself.</exception>
    MathValue Resolve(string id, TimeRange range);

    /// <summary>The metrics that a search finds.</summary>
    /// <param name="search">What is looked for.</param>
    /// <param name="statistic">Such as Sum or p99.</param>
    /// <param name="range">The time and the period.</param>
    IReadOnlyList<TimeSeries> Search(MetricSearch search, string statistic, TimeRange range);
}
