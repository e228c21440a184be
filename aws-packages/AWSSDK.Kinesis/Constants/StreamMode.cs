using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Capacity modes of a stream.</summary>
public class StreamMode : ConstantClass
{
    /// <summary>The service manages the shards.</summary>
    public static readonly StreamMode ON_DEMAND = new("ON_DEMAND");

    /// <summary>The owner sets the number of shards.</summary>
    public static readonly StreamMode PROVISIONED = new("PROVISIONED");

    /// <summary>A value that this version does not know by name.</summary>
    public StreamMode(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static StreamMode FindValue(string value) => FindValue<StreamMode>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator StreamMode(string value) => FindValue(value);
}
