namespace Amazon.CloudWatch.Model;

/// <summary>Name and value that tell a metric from others of its name.</summary>
public class Dimension
{
    /// <summary>Name.</summary>
    public string? Name { get; set; }

    /// <summary>Value.</summary>
    public string? Value { get; set; }
}
