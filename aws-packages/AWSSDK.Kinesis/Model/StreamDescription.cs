namespace Amazon.Kinesis.Model;

/// <summary>A stream and a page of its shards.</summary>
public class StreamDescription
{
    /// <summary>Encryption at rest; null when the service does not say.</summary>
    public EncryptionType? EncryptionType { get; set; }

    /// <summary>Shard-level metrics.</summary>
    public List<EnhancedMetrics>? EnhancedMonitoring { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>Whether there is another page.</summary>
    public bool? HasMoreShards { get; set; }

    /// <summary>KMS key of an encrypted stream.</summary>
    public string? KeyId { get; set; }

    /// <summary>How long records are kept, hours.</summary>
    public int? RetentionPeriodHours { get; set; }

    /// <summary>Shards, open and closed.</summary>
    public List<Shard>? Shards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

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
