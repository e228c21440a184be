namespace Amazon.CloudWatch.Model;

/// <summary>A metric and how it is summed up.</summary>
public class MetricStat
{
    /// <summary>The metric.</summary>
    public Metric? Metric { get; set; }

    /// <summary>Seconds of a value: 1, 5, 10, 30 or multiples of 60.</summary>
    public int? Period { get; set; }

    /// <summary>Sum, Average, Maximum, p99 and others.</summary>
    public string? Stat { get; set; }

    /// <summary>Only values of this unit; null = all.</summary>
    public StandardUnit? Unit { get; set; }
}
