using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

/// <summary>Nothing but metadata.</summary>
public class PutMetricDataResponse : AmazonWebServiceResponse
{
}
