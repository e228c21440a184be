namespace Amazon.Kinesis.Model;

/// <summary>Deletes a stream with all its shards and records.</summary>
public class DeleteStreamRequest : AmazonKinesisRequest
{
    /// <summary>True deletes the registered consumers too; else their existence fails the call with <see cref="ResourceInUseException"/>.</summary>
    public bool? EnforceConsumerDeletion { get; set; }

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }
}
