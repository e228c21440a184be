namespace Amazon.Kinesis.Model;

/// <summary>Merges two shards whose hash key ranges touch; the stream must be ACTIVE and is UPDATING until done.</summary>
public class MergeShardsRequest : AmazonKinesisRequest
{
    /// <summary>The other shard.</summary>
    public string AdjacentShardToMerge { get; set; } = null!;

    /// <summary>One shard.</summary>
    public string ShardToMerge { get; set; } = null!;

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
