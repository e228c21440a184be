namespace Amazon.CloudWatch.Model;

/// <summary>Which series, from when to when.</summary>
public class GetMetricDataRequest : AmazonCloudWatchRequest
{
    /// <summary>Exclusive.</summary>
    public DateTime? EndTime { get; set; }

    /// <summary>Values on a page.</summary>
    public int? MaxDatapoints { get; set; }

    /// <summary>At most 500.</summary>
    public List<MetricDataQuery>? MetricDataQueries { get; set; }

    /// <summary>Of the page before.</summary>
    public string? NextToken { get; set; }

    /// <summary>Order in time; newest first when not set.</summary>
    public ScanBy? ScanBy { get; set; }

    /// <summary>Inclusive.</summary>
    public DateTime? StartTime { get; set; }
}
