using Amazon.Runtime;

namespace Amazon.CloudWatch;

/// <summary>Order of values in time.</summary>
public class ScanBy : ConstantClass
{
    /// <summary>Oldest first.</summary>
    public static readonly ScanBy TimestampAscending = new("TimestampAscending");

    /// <summary>Newest first.</summary>
    public static readonly ScanBy TimestampDescending = new("TimestampDescending");

    /// <summary>A value that this version does not know by name.</summary>
    public ScanBy(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static ScanBy FindValue(string value) => FindValue<ScanBy>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator ScanBy(string value) => FindValue(value);
}
