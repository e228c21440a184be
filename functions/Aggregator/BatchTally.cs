using LogFunctions.Core.Parsing;

namespace LogFunctions.Aggregator;

/// <summary>What one attempt to fill a ledger took in. Only counts once the ledger is stored.</summary>
internal readonly record struct Attempt(
    long Records, long Duplicates, long NewRecords, long Accepted, long Rejected, long Late, long Folded, bool HasMore)
{
    public long Lines => Accepted + Rejected;
}

/// <summary>Sums up the committed attempts of an invocation.</summary>
internal sealed class BatchTally
{
    private Attempt _sum;
    private long[] _rejectedByReason = [];
    private long _ledgerBytes;
    private int _commits;

    public int SegmentsPublished { get; set; }

    public double BatchMs { get; set; }

    public long CellsSaturated { get; set; }

    public void AddDuplicates(in Attempt attempt) =>
        _sum = _sum with { Records = _sum.Records + attempt.Records, Duplicates = _sum.Duplicates + attempt.Duplicates };

    public void AddCommitted(in Attempt attempt, ReadOnlySpan<long> rejectedByReason, long ledgerBytes)
    {
        _sum = new Attempt(
            _sum.Records + attempt.Records,
            _sum.Duplicates + attempt.Duplicates,
            _sum.NewRecords + attempt.NewRecords,
            _sum.Accepted + attempt.Accepted,
            _sum.Rejected + attempt.Rejected,
            _sum.Late + attempt.Late,
            _sum.Folded + attempt.Folded,
            HasMore: false);
        _ledgerBytes = ledgerBytes;
        _commits++;
        if (attempt.Rejected > 0)
        {
            _rejectedByReason = _rejectedByReason.Length == 0 ? new long[RejectReasonNames.Count] : _rejectedByReason;
            for (int reason = 0; reason < rejectedByReason.Length; reason++)
            {
                _rejectedByReason[reason] += rejectedByReason[reason];
            }
        }
    }

    public BatchResult ToResult() => new()
    {
        Records = _sum.Records,
        RecordsDuplicate = _sum.Duplicates,
        LinesAccepted = _sum.Accepted,
        LinesRejected = _sum.Rejected,
        RejectedByReason = _rejectedByReason,
        LinesLate = _sum.Late,
        LinesFolded = _sum.Folded,
        LedgerBytes = _ledgerBytes,
        Commits = _commits,
        SegmentsPublished = SegmentsPublished,
        BatchMs = BatchMs,
        CellsSaturated = CellsSaturated,
    };
}
