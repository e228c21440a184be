using LogFunctions.Core.Ledger;

namespace LogFunctions.WindowStore;

/// <summary>How far a shard is counted in a live read.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="LastSequenceNumber">Every record up to this one is counted.</param>
/// <param name="PartialSequenceNumber">A record behind it of which only the first lines are counted; none as a rule.</param>
/// <param name="PartialLines">How many.</param>
public sealed record ShardPosition(
    ShardKey Shard, SequenceNumber LastSequenceNumber, SequenceNumber PartialSequenceNumber, long PartialLines);
