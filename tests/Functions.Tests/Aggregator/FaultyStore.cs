using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>Tables in memory that fail when told to.</summary>
internal sealed class FaultyStore(InMemoryWindowStore inner) : IWindowStore
{
    public InMemoryWindowStore Inner { get; } = inner;

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public int Publishes { get; private set; }

    /// <summary>Called before a ledger write; may throw, or write something itself.</summary>
    public Action<LedgerItem>? BeforeWrite { get; set; }

    /// <summary>Called after a ledger write was applied; may throw, or turn the answer around.</summary>
    public Func<bool, bool>? AfterWrite { get; set; }

    /// <summary>Called behind the last ledger of a list; may throw.</summary>
    public Action? AfterList { get; set; }

    /// <summary>Called before a segment is published; may throw.</summary>
    public Action<Segment>? BeforePublish { get; set; }

    public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken)
    {
        Reads++;
        return Inner.ReadLedgerAsync(shard, cancellationToken);
    }

    public async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
    {
        Writes++;
        BeforeWrite?.Invoke(item);
        bool isWritten = await Inner.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);
        return AfterWrite?.Invoke(isWritten) ?? isWritten;
    }

    public async IAsyncEnumerable<LedgerHead> ListLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (LedgerHead head in Inner.ListLedgersAsync(cancellationToken))
        {
            yield return head;
        }

        AfterList?.Invoke();
    }

    public Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
    {
        Publishes++;
        BeforePublish?.Invoke(segment);
        return Inner.PublishAsync(shard, segment, cancellationToken);
    }

    public IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, CancellationToken cancellationToken) => Inner.QueryRowsAsync(query, cancellationToken);

    public IAsyncEnumerable<ListedValue> ListValuesAsync(Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken) =>
        Inner.ListValuesAsync(dimension, range, isConsistent, cancellationToken);

    public IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken) => Inner.ReadLedgersAsync(cancellationToken);
}
