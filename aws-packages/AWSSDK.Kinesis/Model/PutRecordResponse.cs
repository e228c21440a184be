using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Where the record went.</summary>
public class PutRecordResponse : AmazonWebServiceResponse
{
    /// <summary>Encryption of the record; null when the service does not say.</summary>
    public EncryptionType? EncryptionType { get; set; }

    /// <summary>Sequence number, unique and ascending per shard for a partition key.</summary>
    public string SequenceNumber { get; set; } = null!;

    /// <summary>The shard.</summary>
    public string ShardId { get; set; } = null!;
}
