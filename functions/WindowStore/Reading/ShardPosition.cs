using LogFunctions.Core.Ledger;

namespace LogFunctions.WindowStore;

/// <summary>How far a shard is counted in a live read.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Position">Which of its records are counted.</param>
public sealed record ShardPosition(ShardKey Shard, StreamPosition Position)
{
    /// <summary>Every record up to this one is counted, but for what was given up.</summary>
    public SequenceNumber LastSequenceNumber => Position.Last;

    /// <summary>A record behind it of which only the first lines are counted; none as a rule.</summary>
    public SequenceNumber PartialSequenceNumber => Position.Partial;

    /// <summary>How many.</summary>
    public long PartialLines => Position.PartialLines;
}
