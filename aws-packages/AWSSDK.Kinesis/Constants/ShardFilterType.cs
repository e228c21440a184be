using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Kinds of filter for ListShards.</summary>
public class ShardFilterType : ConstantClass
{
    /// <summary>Shards after a shard id.</summary>
    public static readonly ShardFilterType AFTER_SHARD_ID = new("AFTER_SHARD_ID");

    /// <summary>Open shards.</summary>
    public static readonly ShardFilterType AT_LATEST = new("AT_LATEST");

    /// <summary>Shards open at a time.</summary>
    public static readonly ShardFilterType AT_TIMESTAMP = new("AT_TIMESTAMP");

    /// <summary>Shards open at the trim horizon.</summary>
    public static readonly ShardFilterType AT_TRIM_HORIZON = new("AT_TRIM_HORIZON");

    /// <summary>Shards open at a time or later.</summary>
    public static readonly ShardFilterType FROM_TIMESTAMP = new("FROM_TIMESTAMP");

    /// <summary>All shards within retention.</summary>
    public static readonly ShardFilterType FROM_TRIM_HORIZON = new("FROM_TRIM_HORIZON");

    /// <summary>A value that this version does not know by name.</summary>
    public ShardFilterType(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static ShardFilterType FindValue(string value) => FindValue<ShardFilterType>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator ShardFilterType(string value) => FindValue(value);
}
