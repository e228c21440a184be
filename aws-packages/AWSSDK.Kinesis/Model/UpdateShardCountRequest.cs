namespace Amazon.Kinesis.Model;

/// <summary>Changes the number of open shards, evenly spread: between half and double, 10 times in 24 h.</summary>
public class UpdateShardCountRequest : AmazonKinesisRequest
{
    /// <summary><see cref="Amazon.Kinesis.ScalingType.UNIFORM_SCALING"/>.</summary>
    public ScalingType ScalingType { get; set; } = null!;

    /// <summary>ARN of the stream; this or <see cref="StreamName"/>. Against AWS it selects the endpoint of the stream's account.</summary>
    public string? StreamARN { get; set; }

    /// <summary>Name of the stream; this or <see cref="StreamARN"/>.</summary>
    public string? StreamName { get; set; }

    /// <summary>Open shards wanted.</summary>
    public int? TargetShardCount { get; set; }
}
