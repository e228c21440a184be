using LogFunctions.Core.Ledger;

namespace LogFunctions.WindowStore;

/// <summary>How far a shard is counted in a live read.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Position">Which of its records are counted.</param>
public sealed record ShardPosition(ShardKey Shard, StreamPosition Position);
