namespace Amazon.Kinesis.Model;

/// <summary>What became of a record: stored (<see cref="ShardId"/>, <see cref="SequenceNumber"/>) or refused (<see cref="ErrorCode"/>).</summary>
public class PutRecordsResultEntry
{
    /// <summary><c>ProvisionedThroughputExceededException</c> or <c>InternalFailure</c>; null when stored.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The refusal in words, with stream, shard and account.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Sequence number; null when refused.</summary>
    public string? SequenceNumber { get; set; }

    /// <summary>Shard; null when refused.</summary>
    public string? ShardId { get; set; }
}
