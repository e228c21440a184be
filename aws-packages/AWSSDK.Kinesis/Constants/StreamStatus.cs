using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>States of a stream.</summary>
public class StreamStatus : ConstantClass
{
    /// <summary>Ready.</summary>
    public static readonly StreamStatus ACTIVE = new("ACTIVE");

    /// <summary>Not ready yet.</summary>
    public static readonly StreamStatus CREATING = new("CREATING");

    /// <summary>Going away.</summary>
    public static readonly StreamStatus DELETING = new("DELETING");

    /// <summary>Being resharded; takes records and reads.</summary>
    public static readonly StreamStatus UPDATING = new("UPDATING");

    /// <summary>A value that this version does not know by name.</summary>
    public StreamStatus(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static StreamStatus FindValue(string value) => FindValue<StreamStatus>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator StreamStatus(string value) => FindValue(value);
}
