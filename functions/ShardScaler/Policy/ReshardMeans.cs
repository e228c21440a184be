namespace LogFunctions.ShardScaler.Policy;

/// <summary>How an update of the shard count is made.</summary>
internal enum ReshardMeans
{
    /// <summary>UpdateShardCount: minutes, at most 10 a day.</summary>
    OneCall,

    /// <summary>Its splits and merges one by one: half a minute each, no daily limit.</summary>
    StepByStep,
}
