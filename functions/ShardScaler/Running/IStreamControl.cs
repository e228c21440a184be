using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Running;

/// <summary>The control plane of one stream: Kinesis, or a model of it in tests.</summary>
internal interface IStreamControl
{
    /// <summary>Status and open shards.</summary>
    Task<StreamState> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>UpdateShardCount.</summary>
    /// <exception cref="StreamRefusedException">The stream is busy, or a limit is reached.</exception>
    Task UpdateShardCountAsync(int target, CancellationToken cancellationToken);

    /// <summary>SplitShard or MergeShards.</summary>
    /// <exception cref="StreamRefusedException">The stream is busy, or a limit is reached.</exception>
    Task DoAsync(ReshardStep step, CancellationToken cancellationToken);
}
