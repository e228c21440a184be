namespace LogFunctions.ShardScaler.Plans;

/// <summary>One call of SplitShard or MergeShards.</summary>
internal abstract record ReshardStep
{
    private ReshardStep()
    {
    }

    /// <summary>SplitShard: the second child begins at <paramref name="NewStartingHashKey"/>.</summary>
    public sealed record Split(OpenShard Shard, UInt128 NewStartingHashKey) : ReshardStep;

    /// <summary>MergeShards of two neighbours.</summary>
    public sealed record Merge(OpenShard Shard, OpenShard Adjacent) : ReshardStep;
}
