namespace Amazon.CloudWatch.Model;

/// <summary>One series that is asked for: a metric, or an expression over others.</summary>
public class MetricDataQuery
{
    /// <summary>Metric math; null when there is a metric.</summary>
    public string? Expression { get; set; }

    /// <summary>Name in expressions and in the answer: lower case first.</summary>
    public string? Id { get; set; }

    /// <summary>Label.</summary>
    public string? Label { get; set; }

    /// <summary>The metric; null when there is an expression.</summary>
    public MetricStat? MetricStat { get; set; }

    /// <summary>Seconds of a value of an expression.</summary>
    public int? Period { get; set; }

    /// <summary>False for what only feeds expressions.</summary>
    public bool? ReturnData { get; set; }
}
