using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Freezes and publishes what no further batch would: the windows of shards that are quiet or closed, and outboxes left behind.
/// By the same conditional write as batches, so a batch that comes meanwhile wins or starts over.
/// </summary>
internal sealed class Sweeper(
    IWindowStore store, AggregatorOptions options, TimeProvider time, Log log, LedgerContext context, Action<ShardKey> forget)
{
    private const int MaxConflicts = 5;
    private readonly LedgerWriter _writer = new(store, time, log);

    private enum Outcome
    {
        NothingToDo,
        Swept,
        Busy,
    }

    /// <exception cref="StoreUnavailableException">Some shards could not be swept; the others were.</exception>
    public async Task<SweepResult> SweepAsync(bool drain, CancellationToken cancellationToken)
    {
        int seen = 0;
        int swept = 0;
        int published = 0;
        int busy = 0;
        List<Exception> failures = [];
        try
        {
            await foreach (LedgerHead head in store.ListLedgersAsync(cancellationToken))
            {
                seen++;
                if ((!head.HasOpenWindows && !head.HasOutbox) || (!drain && !IsIdle(head.UpdatedAtMs)))
                {
                    continue;
                }

                try
                {
                    (Outcome outcome, int segments) = await SweepShardAsync(head.Shard, drain, cancellationToken);
                    published += segments;
                    swept += outcome == Outcome.Swept ? 1 : 0;
                    busy += outcome == Outcome.Busy ? 1 : 0;
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    log.SweepFailed(head.Shard, exception);
                    failures.Add(exception);
                }
            }
        }
        catch (CorruptRowException exception)
        {
            // Behind the last ledger: a foreign item in the table stops no sweep, and a person has to look at it.
            log.ForeignLedgerItem(exception);
            seen++;
            failures.Add(exception);
        }

        return failures.Count == 0
            ? new SweepResult(seen, swept, published, busy)
            : throw new StoreUnavailableException($"{failures.Count} of {seen} shards could not be swept; the first: {failures[0].Message}", new AggregateException(failures));
    }

    private bool IsIdle(long updatedAtMs) => _writer.NowMs - updatedAtMs >= options.SweepIdleSeconds * 1000L;

    private async Task<(Outcome Outcome, int Segments)> SweepShardAsync(ShardKey shard, bool drain, CancellationToken cancellationToken)
    {
        int segments = 0;
        for (int conflicts = 0; ; conflicts++)
        {
            LedgerItem? item = await store.ReadLedgerAsync(shard, cancellationToken);
            if (item is null || (!item.HasOpenWindows && !item.HasOutbox) || (!drain && !IsIdle(item.UpdatedAtMs)))
            {
                return (Outcome.NothingToDo, segments);
            }

            var cached = CachedLedger.Read(shard, item, context);
            try
            {
                (Outcome outcome, int published) = await SweepLedgerAsync(cached, drain, cancellationToken);
                segments += published;
                if (outcome != Outcome.Busy || !drain || conflicts == MaxConflicts)
                {
                    return (outcome, segments);
                }
            }
            finally
            {
                cached.Ledger.Release();
            }
        }
    }

    private async Task<(Outcome Outcome, int Segments)> SweepLedgerAsync(CachedLedger cached, bool drain, CancellationToken cancellationToken)
    {
        ShardLedger ledger = cached.Ledger;
        int published = await _writer.PublishAsync(cached, cancellationToken);
        if (drain)
        {
            ledger.FreezeAll(_writer.NowMs);
        }
        else
        {
            ledger.FreezeIdle(_writer.NowMs);
        }

        if (ledger.Outbox.Count > 0)
        {
            forget(cached.Shard);
            if (!await _writer.TryWriteAsync(cached, ledger.Encode(), cancellationToken))
            {
                return (Outcome.Busy, published);
            }

            published += await _writer.PublishAsync(cached, cancellationToken);
        }

        if (published == 0)
        {
            return (Outcome.NothingToDo, 0);
        }

        // Once more, without the outbox, so that the next sweep finds nothing. If somebody was faster, he drops it.
        forget(cached.Shard);
        await _writer.TryWriteAsync(cached, ledger.Encode(), cancellationToken);
        return (Outcome.Swept, published);
    }
}
