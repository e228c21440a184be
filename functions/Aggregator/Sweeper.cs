using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Freezes and publishes what no further batch would: the windows of shards that are quiet or closed, their larger windows, and outboxes left
/// behind. By the same conditional writes as batches, so a batch that comes meanwhile wins or starts over.
/// </summary>
internal sealed class Sweeper(
    IWindowStore store, AggregatorOptions options, TimeProvider time, Log log, LedgerContext context, Action<ShardKey> forget, IWindowMetrics? metrics)
{
    private const int MaxConflicts = 5;
    private readonly LedgerWriter _writer = new(store, time, log, context, metrics);

    // In the order of what tells more about a shard that has several ledgers.
    private enum Outcome
    {
        NothingToDo,
        Swept,
        Busy,
    }

    /// <exception cref="StoreUnavailableException">Some shards could not be swept; the others were.</exception>
    public async Task<SweepResult> SweepAsync(bool drain, CancellationToken cancellationToken)
    {
        int swept = 0;
        int published = 0;
        int busy = 0;
        List<Exception> failures = [];
        IReadOnlyList<ShardHeads> shards = await ListAsync(failures, cancellationToken);
        int seen = shards.Count + failures.Count;
        foreach (ShardHeads shard in shards.Where(shard => IsDue(shard, drain)))
        {
            try
            {
                (Outcome outcome, int segments) = await SweepShardAsync(shard, drain, cancellationToken);
                published += segments;
                swept += outcome == Outcome.Swept ? 1 : 0;
                busy += outcome == Outcome.Busy ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.SweepFailed(shard.Shard, exception);
                failures.Add(exception);
            }
        }

        return failures.Count == 0
            ? new SweepResult(seen, swept, published, busy)
            : throw new StoreUnavailableException($"{failures.Count} of {seen} shards could not be swept; the first: {failures[0].Message}", new AggregateException(failures));
    }

    private async Task<IReadOnlyList<ShardHeads>> ListAsync(List<Exception> failures, CancellationToken cancellationToken)
    {
        Dictionary<ShardKey, ShardHeads> shards = [];
        try
        {
            await foreach (LedgerHead head in store.ListLedgersAsync(cancellationToken))
            {
                if (!shards.TryGetValue(head.Shard.Shard, out ShardHeads? heads))
                {
                    shards.Add(head.Shard.Shard, heads = new ShardHeads(head.Shard.Shard));
                }

                if (head.Shard.IsRollup)
                {
                    heads.Rollups.Add(head);
                }
                else
                {
                    heads.Own = head;
                }
            }
        }
        catch (CorruptRowException exception)
        {
            // Behind the last ledger: a foreign item in the table stops no sweep, and a person has to look at it.
            log.ForeignLedgerItem(exception);
            failures.Add(exception);
        }

        return [.. shards.Values];
    }

    private bool IsDue(ShardHeads shard, bool drain) =>
        (HasWork(shard.Own) || shard.Rollups.Exists(HasWork)) && (drain || shard.Own is null || IsIdle(shard.Own.UpdatedAtMs) || shard.Rollups.Exists(IsLeftBehind));

    private static bool HasWork(LedgerHead? head) => head is not null && (head.HasOpenWindows || head.HasOutbox);

    private bool IsIdle(long updatedAtMs) => _writer.NowMs - updatedAtMs >= options.SweepIdleSeconds * 1000L;

    // Larger windows of a busy shard are written with every window of it that freezes; those of a size that no configuration has any more are not.
    private bool IsLeftBehind(LedgerHead rollup) =>
        HasWork(rollup) && _writer.NowMs - rollup.UpdatedAtMs >= (options.SweepIdleSeconds + (2L * rollup.Shard.WindowSeconds)) * 1000;

    private async Task<(Outcome Outcome, int Segments)> SweepShardAsync(ShardHeads shard, bool drain, CancellationToken cancellationToken)
    {
        int segments = 0;
        for (int conflicts = 0; ; conflicts++)
        {
            LedgerItem? item = await store.ReadLedgerAsync(shard.Shard, cancellationToken);
            CachedLedger cached = item is null
                ? new CachedLedger(shard.Shard, new ShardLedger(context), version: 0)
                : CachedLedger.Read(shard.Shard, item, context);
            try
            {
                (Outcome outcome, int published) = await SweepLedgersAsync(cached, item, shard, drain, cancellationToken);
                segments += published;
                if (outcome != Outcome.Busy || !drain || conflicts == MaxConflicts)
                {
                    return (outcome, segments);
                }
            }
            finally
            {
                cached.Release();
            }
        }
    }

    private async Task<(Outcome Outcome, int Segments)> SweepLedgersAsync(
        CachedLedger cached, LedgerItem? item, ShardHeads shard, bool drain, CancellationToken cancellationToken)
    {
        Outcome outcome = Outcome.NothingToDo;
        int segments = 0;
        bool isIdle = drain || item is null || IsIdle(item.UpdatedAtMs);
        if (isIdle && item is not null && (item.HasOpenWindows || item.HasOutbox))
        {
            (outcome, segments) = await SweepLedgerAsync(cached, drain, cancellationToken);
            if (outcome == Outcome.Busy)
            {
                return (outcome, segments);
            }
        }

        IEnumerable<int> sizes = shard.Rollups.Where(rollup => HasWork(rollup) && (isIdle || IsLeftBehind(rollup))).Select(rollup => rollup.Shard.WindowSeconds);

        // The list may be older than what was just fed.
        sizes = sizes.Union(cached.RollupSizes);
        sizes = drain ? sizes.Union(context.Options.WindowSeconds.Skip(1)) : sizes;
        foreach (int windowSeconds in sizes.ToArray())
        {
            (Outcome outcomeOfSize, int published) = await SweepRollupAsync(cached, windowSeconds, drain, cancellationToken);
            segments += published;
            outcome = outcomeOfSize > outcome ? outcomeOfSize : outcome;
        }

        return (outcome, segments);
    }

    private async Task<(Outcome Outcome, int Segments)> SweepLedgerAsync(CachedLedger cached, bool drain, CancellationToken cancellationToken)
    {
        ShardLedger ledger = cached.Ledger;
        bool hadOutbox = ledger.Outbox.Count > 0;
        int published = await _writer.SettleAsync(cached, cancellationToken);
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
            hadOutbox = true;
            forget(cached.Shard);
            if (!await _writer.TryWriteAsync(cached, ledger.Encode(), cancellationToken))
            {
                return (Outcome.Busy, published);
            }

            published += await _writer.SettleAsync(cached, cancellationToken);
        }

        if (!hadOutbox)
        {
            return (Outcome.NothingToDo, 0);
        }

        // Once more, without the outbox, so that the next sweep finds nothing. If somebody was faster, he drops it.
        forget(cached.Shard);
        await _writer.TryWriteAsync(cached, ledger.Encode(), cancellationToken);
        return (Outcome.Swept, published);
    }

    private async Task<(Outcome Outcome, int Segments)> SweepRollupAsync(CachedLedger cached, int windowSeconds, bool drain, CancellationToken cancellationToken)
    {
        CachedRollup rollup = await _writer.LoadRollupAsync(cached, windowSeconds, cancellationToken);
        bool hadOutbox = rollup.Ledger.Outbox.Count > 0;
        int published = await _writer.PublishAsync(rollup, cancellationToken);
        if (drain)
        {
            rollup.Ledger.FreezeAll(_writer.NowMs);
        }
        else
        {
            rollup.Ledger.FreezeIdle(cached.Ledger, _writer.NowMs);
        }

        if (rollup.Ledger.Outbox.Count > 0)
        {
            hadOutbox = true;
            forget(cached.Shard);
            if (!await _writer.TryWriteAsync(rollup, cancellationToken))
            {
                return (Outcome.Busy, published);
            }

            published += await _writer.PublishAsync(rollup, cancellationToken);
        }

        if (!hadOutbox)
        {
            return (Outcome.NothingToDo, 0);
        }

        forget(cached.Shard);
        await _writer.TryWriteAsync(rollup, cancellationToken);
        return (Outcome.Swept, published);
    }

    /// <summary>What the list says of a shard.</summary>
    private sealed class ShardHeads(ShardKey shard)
    {
        public ShardKey Shard { get; } = shard;

        /// <summary>Its own ledger; null when there is none.</summary>
        public LedgerHead? Own { get; set; }

        public List<LedgerHead> Rollups { get; } = [];
    }
}
