using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Running;

/// <summary>What shards received in the last two minutes: the ledgers of the Aggregator, or a model in tests.</summary>
internal interface IHeatSource
{
    /// <summary>Reads it.</summary>
    Task<StreamHeat> ReadAsync(DateTimeOffset now, IReadOnlyList<OpenShard> open, CancellationToken cancellationToken);
}
