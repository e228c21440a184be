namespace Amazon.Kinesis.Model;

/// <summary>Splits a shard in two at a hash key; the stream must be ACTIVE and is UPDATING until done.</summary>
public class SplitShardRequest : AmazonKinesisRequest
{
    /// <summary>First hash key of the upper child, decimal, inside the shard's range.</summary>
    public string NewStartingHashKey { get; set; } = null!;

    /// <summary>The shard.</summary>
    public string ShardToSplit { get; set; } = null!;

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
