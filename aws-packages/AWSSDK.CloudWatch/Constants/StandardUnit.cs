using Amazon.Runtime;

namespace Amazon.CloudWatch;

/// <summary>Units of values.</summary>
public class StandardUnit : ConstantClass
{
    /// <summary>Bytes.</summary>
    public static readonly StandardUnit Bytes = new("Bytes");

    /// <summary>Count.</summary>
    public static readonly StandardUnit Count = new("Count");

    /// <summary>Milliseconds.</summary>
    public static readonly StandardUnit Milliseconds = new("Milliseconds");

    /// <summary>None.</summary>
    public static readonly StandardUnit None = new("None");

    /// <summary>Percent.</summary>
    public static readonly StandardUnit Percent = new("Percent");

    /// <summary>Seconds.</summary>
    public static readonly StandardUnit Seconds = new("Seconds");

    /// <summary>A value that this version does not know by name.</summary>
    public StandardUnit(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static StandardUnit FindValue(string value) => FindValue<StandardUnit>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator StandardUnit(string value) => FindValue(value);
}
