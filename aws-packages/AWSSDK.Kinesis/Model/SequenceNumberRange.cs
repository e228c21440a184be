namespace Amazon.Kinesis.Model;

/// <summary>Range of sequence numbers of a shard.</summary>
public class SequenceNumberRange
{
    /// <summary>Last; null while the shard is open.</summary>
    public string? EndingSequenceNumber { get; set; }

    /// <summary>First.</summary>
    public string StartingSequenceNumber { get; set; } = null!;
}
