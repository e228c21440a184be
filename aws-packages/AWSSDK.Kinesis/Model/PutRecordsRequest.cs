namespace Amazon.Kinesis.Model;

/// <summary>Writes up to 500 records, 10 MiB in all. Not atomic: look at <see cref="PutRecordsResponse.FailedRecordCount"/>.</summary>
public class PutRecordsRequest : AmazonKinesisRequest
{
    /// <summary>The records.</summary>
    public List<PutRecordsRequestEntry>? Records { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
