using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>An open shard and what arrives at it.</summary>
/// <param name="Shard">Id and range.</param>
/// <param name="Load">Demand in shards (1 = full), accepted and throttled, newest readable minute; NaN when not known.</param>
internal readonly record struct ShardLoad(OpenShard Shard, double Load);
