namespace Amazon.Kinesis.Model;

/// <summary>A record to write.</summary>
public class PutRecordsRequestEntry
{
    /// <summary>The payload, all of the stream's bytes whatever its position; with the key at most the stream's record size (1 MiB by default).</summary>
    public MemoryStream Data { get; set; } = null!;

    /// <summary>Decimal 128-bit hash key that picks the shard instead of the partition key's MD5.</summary>
    public string? ExplicitHashKey { get; set; }

    /// <summary>1 to 256 characters; picks the shard by MD5.</summary>
    public string PartitionKey { get; set; } = null!;
}
