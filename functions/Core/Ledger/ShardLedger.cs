namespace LogFunctions.Core.Ledger;

/// <summary>
/// The state of one shard: how far the stream was read, the open windows, and the frozen segments that wait to be published.
/// Pure: no I/O, no clock. Not thread-safe.
/// </summary>
public sealed class ShardLedger
{
    private readonly List<Segment> _outbox = [];

    /// <summary>Every record up to and including this one is counted.</summary>
    public SequenceNumber LastSequenceNumber { get; }

    /// <summary>Frozen segments that are not known to be published, oldest first.</summary>
    public IReadOnlyList<Segment> Outbox => _outbox;
}
