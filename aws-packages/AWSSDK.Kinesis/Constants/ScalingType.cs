using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>How UpdateShardCount spreads shards.</summary>
public class ScalingType : ConstantClass
{
    /// <summary>Evenly over the hash keys.</summary>
    public static readonly ScalingType UNIFORM_SCALING = new("UNIFORM_SCALING");

    /// <summary>A value that this version does not know by name.</summary>
    public ScalingType(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static ScalingType FindValue(string value) => FindValue<ScalingType>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator ScalingType(string value) => FindValue(value);
}
