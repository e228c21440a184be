namespace Amazon.Kinesis.Model;

/// <summary>Reads records from a shard: at most 10 MB and 10,000 records a call, 5 calls/s and 2 MB/s per shard.</summary>
public class GetRecordsRequest : AmazonKinesisRequest
{
    /// <summary>Most records to return, 1 to 10,000; 10,000 when unset.</summary>
    public int? Limit { get; set; }

    /// <summary>Position to read from; valid 5 minutes.</summary>
    public string ShardIterator { get; set; } = null!;

    /// <summary>ARN of the stream, optional. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }
}
