namespace Amazon.CloudWatch.Model;

/// <summary>Values to publish.</summary>
public class PutMetricDataRequest : AmazonCloudWatchRequest
{
    /// <summary>The values.</summary>
    public List<MetricDatum>? MetricData { get; set; }

    /// <summary>Not one that starts with AWS/.</summary>
    public string? Namespace { get; set; }
}
