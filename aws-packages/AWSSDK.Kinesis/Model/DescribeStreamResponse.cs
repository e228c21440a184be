using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>A stream and a page of its shards.</summary>
public class DescribeStreamResponse : AmazonWebServiceResponse
{
    /// <summary>The stream.</summary>
    public StreamDescription StreamDescription { get; set; } = null!;
}
