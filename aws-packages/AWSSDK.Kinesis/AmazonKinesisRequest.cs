using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Base of all requests to Amazon Kinesis Data Streams.</summary>
public class AmazonKinesisRequest : AmazonWebServiceRequest
{
}
