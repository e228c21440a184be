namespace Amazon.Kinesis.Model;

/// <summary>A shard that carries on where a closed one ended.</summary>
public class ChildShard
{
    /// <summary>Its hash keys.</summary>
    public HashKeyRange HashKeyRange { get; set; } = null!;

    /// <summary>The one or two shards it came from.</summary>
    public List<string>? ParentShards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>Its id.</summary>
    public string ShardId { get; set; } = null!;
}
