namespace Amazon.Kinesis.Model;

/// <summary>A shard. Open while <see cref="SequenceNumberRange"/> has no end.</summary>
public class Shard
{
    /// <summary>The other parent of a merged shard.</summary>
    public string? AdjacentParentShardId { get; set; }

    /// <summary>Its hash keys.</summary>
    public HashKeyRange HashKeyRange { get; set; } = null!;

    /// <summary>The shard it came from; null of a stream's first shards.</summary>
    public string? ParentShardId { get; set; }

    /// <summary>Its sequence numbers.</summary>
    public SequenceNumberRange SequenceNumberRange { get; set; } = null!;

    /// <summary>Its id, unique in the stream.</summary>
    public string ShardId { get; set; } = null!;
}
