namespace Amazon.Kinesis.Model;

/// <summary>Asks for a stream and a page of its shards. <see cref="ListShardsRequest"/> and <see cref="DescribeStreamSummaryRequest"/> are the better-behaved calls at scale.</summary>
public class DescribeStreamRequest : AmazonKinesisRequest
{
    /// <summary>Shards after this one; for the next page the last shard of the page before.</summary>
    public string? ExclusiveStartShardId { get; set; }

    /// <summary>Shards per page, 1 to 10,000; 100 when unset.</summary>
    public int? Limit { get; set; }

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
