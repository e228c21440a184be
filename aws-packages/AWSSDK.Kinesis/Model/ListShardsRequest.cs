namespace Amazon.Kinesis.Model;

/// <summary>Asks for the shards of a stream, open and closed. A following page is asked for by its token alone.</summary>
public class ListShardsRequest : AmazonKinesisRequest
{
    /// <summary>Shards after this one.</summary>
    public string? ExclusiveStartShardId { get; set; }

    /// <summary>Shards per page, 1 to 10,000; 1,000 when unset.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Token of the next page, valid 300 s; excludes stream name, start and filter.</summary>
    public string? NextToken { get; set; }

    /// <summary>Which shards.</summary>
    public ShardFilter? ShardFilter { get; set; }

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Tells apart streams of one name over time.</summary>
    public DateTime? StreamCreationTimestamp { get; set; }

    /// <summary>Name of the stream; this, <see cref="StreamARN"/> or <see cref="NextToken"/>.</summary>
    public string? StreamName { get; set; }
}
