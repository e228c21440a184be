namespace Amazon.CloudWatch.Model;

/// <summary>A metric by namespace, name and dimensions.</summary>
public class Metric
{
    /// <summary>All of its dimensions.</summary>
    public List<Dimension>? Dimensions { get; set; }

    /// <summary>Name.</summary>
    public string? MetricName { get; set; }

    /// <summary>Namespace.</summary>
    public string? Namespace { get; set; }
}
