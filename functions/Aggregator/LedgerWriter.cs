using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Stores ledgers, feeds the larger windows from what is frozen in them, and publishes it; shared by batches and sweeps. The order is what
/// makes it exact: a segment is fed and published only when the ledger that holds it is stored, and leaves it only when both are done.
/// </summary>
internal sealed class LedgerWriter(IWindowStore store, TimeProvider time, Log log, LedgerContext context, IWindowMetrics? metrics = null)
{
    /// <summary>How often larger windows are tried anew when other instances write them.</summary>
    private const int MaxConflicts = 5;

    /// <summary>Milliseconds since the epoch.</summary>
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stores a ledger on the condition that nobody wrote it since it was loaded.</summary>
    /// <param name="cached">The ledger.</param>
    /// <param name="blob">Its encoding.</param>
    /// <param name="cancellationToken">Ends at the deadline.</param>
    /// <returns>False when somebody did.</returns>
    public async Task<bool> TryWriteAsync(CachedLedger cached, ReadOnlyMemory<byte> blob, CancellationToken cancellationToken)
    {
        var item = new LedgerItem
        {
            Version = cached.Version + 1,
            LastSequenceNumber = cached.Ledger.LastSequenceNumber,
            UpdatedAtMs = NowMs,
            HasOpenWindows = cached.Ledger.HasOpenWindows,
            HasOutbox = cached.Ledger.Outbox.Count > 0,
            Heat = cached.Ledger.Heat.Encode(),
            Blob = blob,
        };
        bool isWritten = await TryPutAsync(cached.Shard, item, cancellationToken);
        cached.Version += isWritten ? 1 : 0;
        if (isWritten)
        {
            Measure(cached);
        }

        return isWritten;
    }

    /// <summary>The same for larger windows.</summary>
    public async Task<bool> TryWriteAsync(CachedRollup rollup, CancellationToken cancellationToken)
    {
        var item = new LedgerItem
        {
            Version = rollup.Version + 1,
            LastSequenceNumber = default,
            UpdatedAtMs = NowMs,
            HasOpenWindows = rollup.Ledger.HasOpenWindows,
            HasOutbox = rollup.Ledger.Outbox.Count > 0,
            Blob = rollup.Ledger.Encode(),
        };
        bool isWritten = await TryPutAsync(rollup.Key, item, cancellationToken);
        rollup.Version += isWritten ? 1 : 0;
        return isWritten;
    }

    /// <summary>
    /// Feeds the outbox, oldest first, to the larger windows, publishes it, and forgets in memory what is done; the next write drops it in the
    /// store. The ledger must be as it is stored.
    /// </summary>
    /// <returns>Segments published.</returns>
    /// <exception cref="LedgerConflictException">Other instances kept writing the same larger windows.</exception>
    public async Task<int> SettleAsync(CachedLedger cached, CancellationToken cancellationToken)
    {
        ShardLedger ledger = cached.Ledger;
        if (ledger.Outbox.Count == 0)
        {
            return 0;
        }

        int published = 0;
        foreach (int windowSeconds in context.Options.WindowSeconds)
        {
            if (ledger.Outbox.Any(segment => RollupLedger.Feeds(segment, windowSeconds)))
            {
                published += await FeedAsync(cached, windowSeconds, cancellationToken);
            }
        }

        while (ledger.Outbox.Count > 0)
        {
            Segment segment = ledger.Outbox[0];
            if (segment.Number > cached.LastPublished)
            {
                await store.PublishAsync(cached.Shard, segment, cancellationToken);
                cached.LastPublished = segment.Number;
                published++;
            }

            ledger.RemovePublished(1);
        }

        return published;
    }

    /// <summary>The shard's larger windows of a size: cached, or read.</summary>
    public async Task<CachedRollup> LoadRollupAsync(CachedLedger cached, int windowSeconds, CancellationToken cancellationToken)
    {
        if (cached.FindRollup(windowSeconds) is { } known)
        {
            return known;
        }

        ShardKey key = cached.Shard with { WindowSeconds = windowSeconds };
        LedgerItem? item = await store.ReadLedgerAsync(key, cancellationToken);
        return cached.AddRollup(item is null ? new CachedRollup(key, new RollupLedger(context, windowSeconds), version: 0) : CachedRollup.Read(key, item, context));
    }

    /// <summary>Publishes the outbox of larger windows, oldest first, and forgets in memory what is published; the next write drops it in the store.</summary>
    /// <returns>Segments published.</returns>
    public async Task<int> PublishAsync(CachedRollup rollup, CancellationToken cancellationToken)
    {
        int published = 0;
        while (rollup.Ledger.Outbox.Count > 0)
        {
            await store.PublishAsync(rollup.Key, rollup.Ledger.Outbox[0], cancellationToken);
            rollup.Ledger.RemovePublished(1);
            published++;
        }

        return published;
    }

    // Who has won the write that froze a segment is the only one to measure it: others will publish its rows, too, whenever they take over the shard.
    private void Measure(CachedLedger cached)
    {
        foreach (Segment segment in cached.Ledger.Outbox.Where(segment => segment.Number > cached.LastMeasured && metrics is not null))
        {
            metrics!.Add(segment);
        }

        cached.LastMeasured = cached.Ledger.Outbox.Count > 0 ? cached.Ledger.Outbox[^1].Number : cached.LastMeasured;
    }

    // Until the larger windows have taken everything: one write, as a rule; more when they do not hold it all at once.
    private async Task<int> FeedAsync(CachedLedger cached, int windowSeconds, CancellationToken cancellationToken)
    {
        int published = 0;
        for (int conflicts = 0; ;)
        {
            CachedRollup rollup = await LoadRollupAsync(cached, windowSeconds, cancellationToken);

            // What is frozen there must be in rows before more is: a table that refuses rows holds up the stream, not the ledger.
            published += await PublishAsync(rollup, cancellationToken);
            if (!rollup.Ledger.Lacks(cached.Ledger))
            {
                return published;
            }

            bool isWritten = false;
            try
            {
                rollup.Ledger.Take(cached.Ledger, NowMs);
                isWritten = await TryWriteAsync(rollup, cancellationToken);
            }
            finally
            {
                // In memory there are segments that are not stored, or a write may have happened or not: only the store knows.
                if (!isWritten)
                {
                    cached.DropRollup(rollup);
                }
            }

            if (!isWritten && ++conflicts > MaxConflicts)
            {
                throw new LedgerConflictException($"The larger windows of {rollup.Key} were written by other instances {conflicts} times meanwhile. Is the event source's ParallelizationFactor 1?");
            }
        }
    }

    private async Task<bool> TryPutAsync(ShardKey key, LedgerItem item, CancellationToken cancellationToken)
    {
        if (await store.TryWriteLedgerAsync(key, item, item.Version - 1, cancellationToken))
        {
            return true;
        }

        // A client that repeats a write whose answer was lost meets its own success as a failed condition.
        LedgerItem? stored = await store.ReadLedgerAsync(key, cancellationToken);
        bool isOurs = stored is not null
            && stored.Version == item.Version
            && stored.UpdatedAtMs == item.UpdatedAtMs
            && stored.Blob.Span.SequenceEqual(item.Blob.Span);
        if (isOurs)
        {
            log.AnswerLost(key, item.Version);
        }

        return isOurs;
    }
}
