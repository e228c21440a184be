using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.CloudWatch.Queries;

namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>An alarm of the template, on a metric or an expression. Immutable.</summary>
internal sealed record AlarmDefinition
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    /// <summary>The properties as the template has them, for DescribeAlarms.</summary>
    public required JsonObject Properties { get; init; }

    /// <summary>Its queries; one of them returns data.</summary>
    public required IReadOnlyList<MetricQuery> Queries { get; init; }

    /// <summary>The query that is compared.</summary>
    public required MetricQuery Watched { get; init; }

    /// <summary>Seconds of a value.</summary>
    public required int PeriodSeconds { get; init; }

    /// <summary>Values that are looked at.</summary>
    public required int EvaluationPeriods { get; init; }

    /// <summary>How many of them must breach.</summary>
    public required int DatapointsToAlarm { get; init; }

    /// <summary>What they are compared with.</summary>
    public required double Threshold { get; init; }

    /// <summary>The query whose series are compared with, instead of <see cref="Threshold"/>: upper bound, then lower; null as a rule.</summary>
    public string? ThresholdQueryId { get; init; }

    /// <summary>CloudWatch's name of the comparison.</summary>
    public required string Comparison { get; init; }

    /// <summary>missing, notBreaching, breaching or ignore.</summary>
    public required string MissingData { get; init; }
}
