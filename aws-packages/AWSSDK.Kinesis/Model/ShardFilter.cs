namespace Amazon.Kinesis.Model;

/// <summary>Which shards ListShards returns.</summary>
public class ShardFilter
{
    /// <summary>For AFTER_SHARD_ID.</summary>
    public string? ShardId { get; set; }

    /// <summary>For AT_TIMESTAMP and FROM_TIMESTAMP.</summary>
    public DateTime? Timestamp { get; set; }

    /// <summary>The kind of filter.</summary>
    public ShardFilterType Type { get; set; } = null!;
}
