namespace LogFunctions.Core.Ledger;

/// <summary>
/// Records of a shard that counting went past without them, because the event source gave them up: all between two that are not part of it, but for the
/// first lines of one of them.
/// </summary>
/// <param name="After">The gap is behind this record; none = from the shard's beginning.</param>
/// <param name="Before">The gap ends before this record, with which counting went on.</param>
/// <param name="Partial">A record in the gap of which the first lines are counted; none as a rule.</param>
/// <param name="PartialLines">How many.</param>
public sealed record LedgerGap(SequenceNumber After, SequenceNumber Before, SequenceNumber Partial = default, long PartialLines = 0)
{
    /// <summary>Whether a record lies in it.</summary>
    public bool Contains(SequenceNumber record) => After < record && record < Before;
}
