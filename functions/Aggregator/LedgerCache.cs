using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>A shard's ledger as this instance believes it is stored.</summary>
internal sealed class CachedLedger(ShardKey shard, ShardLedger ledger, long version)
{
    private readonly Dictionary<int, CachedRollup> _rollups = [];

    public ShardKey Shard { get; } = shard;

    public ShardLedger Ledger { get; } = ledger;

    /// <summary>Version of the stored item the ledger equals; 0 = none is stored.</summary>
    public long Version { get; set; } = version;

    /// <summary>The ledger of a stored item.</summary>
    /// <exception cref="UnreadableLedgerException">It cannot be read; the message says what was found and what to do.</exception>
    public static CachedLedger Read(ShardKey shard, LedgerItem item, LedgerContext context)
    {
        try
        {
            return new CachedLedger(shard, ShardLedger.Decode(item.Blob.Span, item.Heat.Span, context), item.Version);
        }
        catch (FormatException exception)
        {
            throw new UnreadableLedgerException(
                $"The ledger of {shard} (version {item.Version}, {item.Blob.Length} bytes) cannot be read: {exception.Message} Its lines wait in the stream; "
                + "what to do stands in docs/operations.md under 'A ledger cannot be read'.",
                exception);
        }
    }

    /// <summary>When it was last used, by <see cref="LedgerCache"/>'s count.</summary>
    public long LastUse { get; set; }

    /// <summary>Number of the last segment of the outbox whose rows are written, so that one that waits for something else is not written again.</summary>
    public long LastPublished { get; set; }

    /// <summary>Number of the last segment that is measured, by this instance or by the one that froze it.</summary>
    public long LastMeasured { get; set; } = ledger.LastNumber;

    /// <summary>Cells in memory.</summary>
    public long CellCount => Ledger.CellCount + _rollups.Values.Sum(rollup => rollup.Ledger.CellCount);

    /// <summary>The shard's larger windows of a size, as this instance believes they are stored; null when they were not read yet.</summary>
    public CachedRollup? FindRollup(int windowSeconds) => _rollups.GetValueOrDefault(windowSeconds);

    /// <summary>Sizes of the larger windows at hand, seconds.</summary>
    public IReadOnlyCollection<int> RollupSizes => _rollups.Keys;

    public CachedRollup AddRollup(CachedRollup rollup)
    {
        _rollups.Add(rollup.Key.WindowSeconds, rollup);
        return rollup;
    }

    /// <summary>Forgets larger windows whose state may differ from what is stored.</summary>
    public void DropRollup(CachedRollup rollup)
    {
        _rollups.Remove(rollup.Key.WindowSeconds);
        rollup.Ledger.Release();
    }

    /// <summary>Gives all memory back.</summary>
    public void Release()
    {
        Ledger.Release();
        foreach (CachedRollup rollup in _rollups.Values)
        {
            rollup.Ledger.Release();
        }

        _rollups.Clear();
    }
}

/// <summary>
/// Ledgers of recent batches, so that a steady shard needs no read. Bounded by number and by cells. Also judges whether the cache is to
/// be trusted: where several instances take turns on a shard, cached ledgers are stale, and a failed conditional write
/// costs as many write units as the blob has kilobytes, where a read costs a thirtieth.
/// </summary>
internal sealed class LedgerCache
{
    private const int MaxLedgers = 64;
    private const int MaxCells = 40_000;
    private const int ReadsToTrustAgain = 20;

    private readonly Dictionary<ShardKey, CachedLedger> _ledgers = [];
    private long _uses;
    private int _readsBeforeTrust;

    public int Count => _ledgers.Count;

    /// <summary>Whether a cached ledger may be used without reading.</summary>
    public bool IsTrusted => _readsBeforeTrust == 0;

    public CachedLedger? Find(ShardKey shard)
    {
        if (_ledgers.TryGetValue(shard, out CachedLedger? ledger))
        {
            ledger.LastUse = ++_uses;
        }

        return ledger;
    }

    public void Add(CachedLedger ledger)
    {
        ledger.LastUse = ++_uses;
        _ledgers.Add(ledger.Shard, ledger);
        while (_ledgers.Count > MaxLedgers || (_ledgers.Count > 1 && TotalCells() > MaxCells))
        {
            Drop(_ledgers.Values.MinBy(candidate => candidate.LastUse)!);
        }
    }

    /// <summary>Forgets a ledger whose state may differ from what is stored.</summary>
    public void Drop(CachedLedger ledger)
    {
        if (_ledgers.TryGetValue(ledger.Shard, out CachedLedger? cached) && ReferenceEquals(cached, ledger))
        {
            _ledgers.Remove(ledger.Shard);
        }

        ledger.Release();
    }

    /// <summary>A cached ledger turned out stale.</summary>
    public void NoteStale() => _readsBeforeTrust = ReadsToTrustAgain;

    /// <summary>A read found the cached ledger as it was.</summary>
    public void NoteFresh() => _readsBeforeTrust = Math.Max(0, _readsBeforeTrust - 1);

    private long TotalCells()
    {
        long cells = 0;
        foreach (CachedLedger cached in _ledgers.Values)
        {
            cells += cached.CellCount;
        }

        return cells;
    }
}
