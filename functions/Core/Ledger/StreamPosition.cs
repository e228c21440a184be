namespace LogFunctions.Core.Ledger;

/// <summary>What a shard's ledger says about which of its records are counted. Immutable.</summary>
/// <param name="Last">Every record up to this one was counted or passed.</param>
/// <param name="Partial">A record behind it of which the first lines are counted; none as a rule.</param>
/// <param name="PartialLines">How many.</param>
public sealed record StreamPosition(SequenceNumber Last, SequenceNumber Partial = default, long PartialLines = 0)
{
    /// <summary>What <see cref="CountedLines"/> says of a record that is counted.</summary>
    public const long AllLines = long.MaxValue;

    /// <summary>What was passed without being counted, as far as it is known.</summary>
    public IReadOnlyList<LedgerGap> Gaps { get; init; } = [];

    /// <summary>Gaps before this record may be forgotten, because there were too many; none = none was.</summary>
    public SequenceNumber ForgottenBefore { get; init; }

    /// <summary>
    /// Records that were given up sooner than this after their arrival, milliseconds, may be in no gap: no boundary between two batches is kept that is younger.
    /// </summary>
    public long GapLagMs { get; init; }

    /// <summary>
    /// How many lines of a record are counted, from its first: <see cref="AllLines"/>, 0, or of a record that was counted in part how many; null when
    /// nothing stored tells.
    /// </summary>
    public long? CountedLines(SequenceNumber record)
    {
        bool isInGap = false;
        foreach (LedgerGap gap in Gaps)
        {
            if (gap.PartialLines > 0 && gap.Partial == record)
            {
                return gap.PartialLines;
            }

            isInGap |= gap.Contains(record);
        }

        if (isInGap)
        {
            return 0;
        }

        return record < ForgottenBefore ? null
            : record <= Last ? AllLines
            : record == Partial ? PartialLines
            : 0;
    }
}
