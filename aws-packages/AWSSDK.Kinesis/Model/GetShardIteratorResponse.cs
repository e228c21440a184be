using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>A position in a shard.</summary>
public class GetShardIteratorResponse : AmazonWebServiceResponse
{
    /// <summary>The position; valid 5 minutes.</summary>
    public string? ShardIterator { get; set; }
}
