namespace Amazon.Kinesis.Model;

/// <summary>Creates a stream; it is CREATING at first and takes records once ACTIVE.</summary>
public class CreateStreamRequest : AmazonKinesisRequest
{
    /// <summary>Largest record the stream takes, KiB, 1,024 to 10,240; 1,024 when unset.</summary>
    public int? MaxRecordSizeInKiB { get; set; }

    /// <summary>Shards of a provisioned stream, at least 1.</summary>
    public int? ShardCount { get; set; }

    /// <summary>Provisioned (default) or on-demand.</summary>
    public StreamModeDetails? StreamModeDetails { get; set; }

    /// <summary>Name, unique in account and region: 1 to 128 of letters, digits, <c>_ . -</c>.</summary>
    public string StreamName { get; set; } = null!;

    /// <summary>Up to 50 tags.</summary>
    public Dictionary<string, string>? Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>Throughput in MiB/s that an on-demand stream takes from its start.</summary>
    public int? WarmThroughputMiBps { get; set; }
}
