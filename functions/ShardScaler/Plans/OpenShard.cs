namespace LogFunctions.ShardScaler.Plans;

/// <summary>An open shard: its id and what it owns.</summary>
internal readonly record struct OpenShard(string ShardId, HashRange Range);
