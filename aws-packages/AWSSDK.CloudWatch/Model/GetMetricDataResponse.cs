using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

/// <summary>A page of series.</summary>
public class GetMetricDataResponse : AmazonWebServiceResponse
{
    /// <summary>A series of each query; more of it may be on the next page.</summary>
    public List<MetricDataResult>? MetricDataResults { get; set; }

    /// <summary>Null on the last page.</summary>
    public string? NextToken { get; set; }
}
