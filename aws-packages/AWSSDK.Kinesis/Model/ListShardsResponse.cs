using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>A page of shards.</summary>
public class ListShardsResponse : AmazonWebServiceResponse
{
    /// <summary>Token of the next page; null at the end.</summary>
    public string? NextToken { get; set; }

    /// <summary>The shards.</summary>
    public List<Shard>? Shards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
