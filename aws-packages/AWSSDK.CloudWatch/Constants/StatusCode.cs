using Amazon.Runtime;

namespace Amazon.CloudWatch;

/// <summary>Whether a series is whole.</summary>
public class StatusCode : ConstantClass
{
    /// <summary>Whole.</summary>
    public static readonly StatusCode Complete = new("Complete");

    /// <summary>Not allowed.</summary>
    public static readonly StatusCode Forbidden = new("Forbidden");

    /// <summary>Failed.</summary>
    public static readonly StatusCode InternalError = new("InternalError");

    /// <summary>More is on the next page.</summary>
    public static readonly StatusCode PartialData = new("PartialData");

    /// <summary>A value that this version does not know by name.</summary>
    public StatusCode(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static StatusCode FindValue(string value) => FindValue<StatusCode>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator StatusCode(string value) => FindValue(value);
}
