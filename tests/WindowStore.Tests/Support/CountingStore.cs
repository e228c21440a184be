using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore.Tests;

/// <summary>A store that counts its queries of rows, and fails one of them.</summary>
internal sealed class CountingStore(IWindowStore inner) : IWindowStore
{
    private readonly Lock _lock = new();

    public IWindowStore Inner => inner;

    /// <summary>Queries so far.</summary>
    public int Started { get; private set; }

    public int Open { get; private set; }

    public int MaxOpen { get; private set; }

    /// <summary>Number of the query that fails; 0 = none.</summary>
    public int FailAt { get; init; }

    public async IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int number = Change(+1);
        try
        {
            await Task.Yield();
            if (number == FailAt)
            {
                throw new StoreUnavailableException($"query {number}");
            }

            await foreach (WindowRow row in inner.QueryRowsAsync(query, cancellationToken))
            {
                yield return row;
            }
        }
        finally
        {
            Change(-1);
        }
    }

    public IAsyncEnumerable<ListedValue> ListValuesAsync(
        Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken) =>
        inner.ListValuesAsync(dimension, range, isConsistent, cancellationToken);

    public IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken) =>
        inner.ReadLedgersAsync(cancellationToken);

    public IAsyncEnumerable<LedgerHead> ListLedgersAsync(CancellationToken cancellationToken) => inner.ListLedgersAsync(cancellationToken);

    public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) =>
        inner.ReadLedgerAsync(shard, cancellationToken);

    public Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) =>
        inner.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);

    public Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) =>
        inner.PublishAsync(shard, segment, cancellationToken);

    private int Change(int by)
    {
        lock (_lock)
        {
            Open += by;
            MaxOpen = Math.Max(MaxOpen, Open);
            return Started += Math.Max(0, by);
        }
    }
}
