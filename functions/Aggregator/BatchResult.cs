using LogFunctions.Core.Parsing;

namespace LogFunctions.Aggregator;

/// <summary>What one invocation committed. Counts only what is in a stored ledger: a failed attempt adds nothing.</summary>
public sealed record BatchResult
{
    /// <summary>Records of the event.</summary>
    public long Records { get; init; }

    /// <summary>Records that were already counted: delivered again.</summary>
    public long RecordsDuplicate { get; init; }

    /// <summary>Lines counted in windows.</summary>
    public long LinesAccepted { get; init; }

    /// <summary>Lines that could not be read, counted as rejects.</summary>
    public long LinesRejected { get; init; }

    /// <summary>Rejected lines by <see cref="RejectReason"/>; empty when there are none.</summary>
    public IReadOnlyList<long> RejectedByReason { get; init; } = [];

    /// <summary>Accepted lines whose window had been frozen before.</summary>
    public long LinesLate { get; init; }

    /// <summary>Accepted lines counted under <c>(other)</c> in some dimension.</summary>
    public long LinesFolded { get; init; }

    /// <summary>Size of the last ledger blob written; 0 when none was.</summary>
    public long LedgerBytes { get; init; }

    /// <summary>Ledger writes: 1 as a rule, more when the batch did not fit into one, 0 when everything was a duplicate.</summary>
    public int Commits { get; init; }

    /// <summary>Segments published.</summary>
    public int SegmentsPublished { get; init; }

    /// <summary>
    /// Cells in which a sum stopped at <see cref="long.MaxValue"/>, so that it is too small; lines with absurd sizes do that. Also counted
    /// when the batch failed or lost a race, since it will happen again.
    /// </summary>
    public long CellsSaturated { get; init; }

    /// <summary>Duration, milliseconds.</summary>
    public double BatchMs { get; init; }
}

/// <summary>What a sweep did.</summary>
/// <param name="ShardsSeen">Ledgers listed.</param>
/// <param name="ShardsSwept">Ledgers that were changed or published.</param>
/// <param name="SegmentsPublished">Segments published.</param>
/// <param name="ShardsBusy">Ledgers that another instance changed meanwhile; they are not quiet and need no sweep.</param>
public sealed record SweepResult(int ShardsSeen, int ShardsSwept, int SegmentsPublished, int ShardsBusy);
