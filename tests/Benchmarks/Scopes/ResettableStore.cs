using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>
/// The in-memory store, emptied between passes while the processor in front of it (its pools, its caches, its compiled code) stays:
/// what is measured is a function that has been running for a while.
/// </summary>
internal sealed class ResettableStore : IWindowStore
{
    private InMemoryWindowStore _store = new();

    public void Reset() => _store = new InMemoryWindowStore();

    public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) => _store.ReadLedgerAsync(shard, cancellationToken);

    public Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) =>
        _store.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);

    public IAsyncEnumerable<LedgerHead> ListLedgersAsync(CancellationToken cancellationToken) => _store.ListLedgersAsync(cancellationToken);

    public Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) => _store.PublishAsync(shard, segment, cancellationToken);

    public IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, CancellationToken cancellationToken) => _store.QueryRowsAsync(query, cancellationToken);

    public IAsyncEnumerable<ListedValue> ListValuesAsync(Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken) =>
        _store.ListValuesAsync(dimension, range, isConsistent, cancellationToken);

    public IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken) => _store.ReadLedgersAsync(cancellationToken);
}
