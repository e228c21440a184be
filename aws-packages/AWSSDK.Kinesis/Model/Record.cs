namespace Amazon.Kinesis.Model;

/// <summary>A record of a shard.</summary>
public class Record
{
    /// <summary>When the service took it, UTC, to the millisecond; not exact and not monotonic.</summary>
    public DateTime? ApproximateArrivalTimestamp { get; set; }

    /// <summary>The payload, as it was put.</summary>
    public MemoryStream Data { get; set; } = null!;

    /// <summary>Encryption at rest; null when the service does not say.</summary>
    public EncryptionType? EncryptionType { get; set; }

    /// <summary>Key it was put with.</summary>
    public string PartitionKey { get; set; } = null!;

    /// <summary>Position in the shard, decimal, ascending.</summary>
    public string SequenceNumber { get; set; } = null!;
}
