using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>A stream without its shards.</summary>
public class DescribeStreamSummaryResponse : AmazonWebServiceResponse
{
    /// <summary>The stream.</summary>
    public StreamDescriptionSummary StreamDescriptionSummary { get; set; } = null!;
}
