namespace Amazon.Kinesis.Model;

/// <summary>Asks for a stream without its shards; 20 calls/s per account.</summary>
public class DescribeStreamSummaryRequest : AmazonKinesisRequest
{
    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
