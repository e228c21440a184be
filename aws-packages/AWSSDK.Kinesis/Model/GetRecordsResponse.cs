using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Records of a shard in order, and the position after them.</summary>
public class GetRecordsResponse : AmazonWebServiceResponse
{
    /// <summary>When the end of a closed shard was reached: the shards that carry on. Null in an answer that does not say.</summary>
    public List<ChildShard>? ChildShards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>Distance of this answer from the tip of the shard, ms; 0 = caught up.</summary>
    public long? MillisBehindLatest { get; set; }

    /// <summary>Position for the next call; null when the shard is closed and read to its end.</summary>
    public string? NextShardIterator { get; set; }

    /// <summary>The records; may be empty when there are more further on.</summary>
    public List<Record>? Records { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
