namespace Amazon.Kinesis.Model;

/// <summary>A stream in a list.</summary>
public class StreamSummary
{
    /// <summary>ARN.</summary>
    public string StreamARN { get; set; } = null!;

    /// <summary>When it was created, UTC.</summary>
    public DateTime? StreamCreationTimestamp { get; set; }

    /// <summary>Capacity mode; null when the service does not say.</summary>
    public StreamModeDetails? StreamModeDetails { get; set; }

    /// <summary>Name.</summary>
    public string StreamName { get; set; } = null!;

    /// <summary>CREATING, DELETING, ACTIVE or UPDATING.</summary>
    public StreamStatus StreamStatus { get; set; } = null!;
}
