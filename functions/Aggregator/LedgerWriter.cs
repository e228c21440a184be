using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>Stores ledgers and publishes what is frozen in them; shared by batches and sweeps.</summary>
internal sealed class LedgerWriter(IWindowStore store, TimeProvider time, Log log)
{
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
            Blob = blob,
        };
        if (!await store.TryWriteLedgerAsync(cached.Shard, item, cached.Version, cancellationToken))
        {
            // A client that repeats a write whose answer was lost meets its own success as a failed condition.
            LedgerItem? stored = await store.ReadLedgerAsync(cached.Shard, cancellationToken);
            bool isOurs = stored is not null
                && stored.Version == item.Version
                && stored.UpdatedAtMs == item.UpdatedAtMs
                && stored.Blob.Span.SequenceEqual(blob.Span);
            if (!isOurs)
            {
                return false;
            }

            log.AnswerLost(cached.Shard, item.Version);
        }

        cached.Version++;
        return true;
    }

    /// <summary>Publishes the outbox, oldest first, and forgets in memory what is published; the next write drops it in the store.</summary>
    /// <returns>Segments published.</returns>
    public async Task<int> PublishAsync(CachedLedger cached, CancellationToken cancellationToken)
    {
        int published = 0;
        while (cached.Ledger.Outbox.Count > 0)
        {
            await store.PublishAsync(cached.Shard, cached.Ledger.Outbox[0], cancellationToken);
            cached.Ledger.RemovePublished(1);
            published++;
        }

        return published;
    }
}
