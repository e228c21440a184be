namespace Amazon.Kinesis.Model;

/// <summary>Asks for the streams of account and region, by name.</summary>
public class ListStreamsRequest : AmazonKinesisRequest
{
    /// <summary>Streams after this name.</summary>
    public string? ExclusiveStartStreamName { get; set; }

    /// <summary>Streams per page, 1 to 10,000; 100 when unset.</summary>
    public int? Limit { get; set; }

    /// <summary>Token of the next page.</summary>
    public string? NextToken { get; set; }
}
