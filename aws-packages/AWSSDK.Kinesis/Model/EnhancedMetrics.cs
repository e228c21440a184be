namespace Amazon.Kinesis.Model;

/// <summary>Shard-level metrics that are switched on.</summary>
public class EnhancedMetrics
{
    /// <summary>Names, or ALL.</summary>
    public List<string>? ShardLevelMetrics { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
