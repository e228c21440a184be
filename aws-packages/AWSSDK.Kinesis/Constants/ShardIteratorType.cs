using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Where a shard iterator starts.</summary>
public class ShardIteratorType : ConstantClass
{
    /// <summary>After a sequence number.</summary>
    public static readonly ShardIteratorType AFTER_SEQUENCE_NUMBER = new("AFTER_SEQUENCE_NUMBER");

    /// <summary>At a sequence number.</summary>
    public static readonly ShardIteratorType AT_SEQUENCE_NUMBER = new("AT_SEQUENCE_NUMBER");

    /// <summary>At an arrival time.</summary>
    public static readonly ShardIteratorType AT_TIMESTAMP = new("AT_TIMESTAMP");

    /// <summary>After the newest record.</summary>
    public static readonly ShardIteratorType LATEST = new("LATEST");

    /// <summary>At the oldest record.</summary>
    public static readonly ShardIteratorType TRIM_HORIZON = new("TRIM_HORIZON");

    /// <summary>A value that this version does not know by name.</summary>
    public ShardIteratorType(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static ShardIteratorType FindValue(string value) => FindValue<ShardIteratorType>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator ShardIteratorType(string value) => FindValue(value);
}
