using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>What to do with the stream: a closed set.</summary>
internal abstract record ScalingAction
{
    private ScalingAction()
    {
    }

    /// <summary>Nothing now.</summary>
    public sealed record Hold : ScalingAction;

    /// <summary>Equal shards, this many.</summary>
    public sealed record Update(int Target, ReshardMeans Means) : ScalingAction;

    /// <summary>Every shard becomes two, by SplitShard.</summary>
    public sealed record SplitAll : ScalingAction;

    /// <summary>One shard becomes two, the second from the hash key on.</summary>
    public sealed record SplitHot(string ShardId, UInt128 HashKey) : ScalingAction;

    /// <summary>Each pair becomes one shard, by MergeShards.</summary>
    public sealed record MergePairs(IReadOnlyList<ShardPair> Pairs) : ScalingAction;

    /// <summary>On-demand streams of an account in Advantage mode.</summary>
    public sealed record SetWarmThroughput(int MiBps) : ScalingAction;

    /// <summary>A person has to do something; the reason says what.</summary>
    public sealed record Advise : ScalingAction;
}
