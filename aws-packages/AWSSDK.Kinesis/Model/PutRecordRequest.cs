namespace Amazon.Kinesis.Model;

/// <summary>Writes one record.</summary>
public class PutRecordRequest : AmazonKinesisRequest
{
    /// <summary>The payload, all of the stream's bytes whatever its position; with the key at most the stream's record size (1 MiB by default).</summary>
    public MemoryStream Data { get; set; } = null!;

    /// <summary>Decimal 128-bit hash key that picks the shard instead of the partition key's MD5.</summary>
    public string? ExplicitHashKey { get; set; }

    /// <summary>1 to 256 characters; picks the shard by MD5.</summary>
    public string PartitionKey { get; set; } = null!;

    /// <summary>Sequence number of an earlier record: the new one gets a higher one, for strict order from one producer.</summary>
    public string? SequenceNumberForOrdering { get; set; }

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
