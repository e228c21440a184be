using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>A page of streams.</summary>
public class ListStreamsResponse : AmazonWebServiceResponse
{
    /// <summary>Whether there is another page.</summary>
    public bool? HasMoreStreams { get; set; }

    /// <summary>Token of the next page; null at the end.</summary>
    public string? NextToken { get; set; }

    /// <summary>Names.</summary>
    public List<string>? StreamNames { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>The same streams in more detail; null from services that do not say.</summary>
    public List<StreamSummary>? StreamSummaries { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
