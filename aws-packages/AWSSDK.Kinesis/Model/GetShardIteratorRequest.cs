namespace Amazon.Kinesis.Model;

/// <summary>Asks for a position in a shard; 5 calls/s per shard.</summary>
public class GetShardIteratorRequest : AmazonKinesisRequest
{
    /// <summary>The shard.</summary>
    public string ShardId { get; set; } = null!;

    /// <summary>Where to start.</summary>
    public ShardIteratorType ShardIteratorType { get; set; } = null!;

    /// <summary>For AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.</summary>
    public string? StartingSequenceNumber { get; set; }

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }

    /// <summary>For AT_TIMESTAMP: first record that arrived then or later, to the millisecond.</summary>
    public DateTime? Timestamp { get; set; }
}
