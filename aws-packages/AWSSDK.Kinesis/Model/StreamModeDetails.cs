namespace Amazon.Kinesis.Model;

/// <summary>Capacity mode of a stream.</summary>
public class StreamModeDetails
{
    /// <summary>Provisioned or on-demand.</summary>
    public StreamMode StreamMode { get; set; } = null!;
}
