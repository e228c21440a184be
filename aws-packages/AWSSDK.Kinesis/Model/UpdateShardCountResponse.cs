using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The stream is being resharded.</summary>
public class UpdateShardCountResponse : AmazonWebServiceResponse
{
    /// <summary>Open shards now.</summary>
    public int? CurrentShardCount { get; set; }

    /// <summary>ARN of the stream.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream.</summary>
    public string? StreamName { get; set; }

    /// <summary>Open shards to come.</summary>
    public int? TargetShardCount { get; set; }
}
