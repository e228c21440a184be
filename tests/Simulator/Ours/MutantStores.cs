using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>Hands every call on; mutants override one.</summary>
internal abstract class PassingStore(IWindowStore next) : IWindowStore
{
    protected IWindowStore Next { get; } = next;

    public virtual Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) =>
        Next.ReadLedgerAsync(shard, cancellationToken);

    public virtual Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) =>
        Next.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);

    public virtual IAsyncEnumerable<LedgerHead> ListLedgersAsync(CancellationToken cancellationToken) => Next.ListLedgersAsync(cancellationToken);

    public virtual Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) =>
        Next.PublishAsync(shard, segment, cancellationToken);

    public IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, CancellationToken cancellationToken) =>
        Next.QueryRowsAsync(query, cancellationToken);

    public IAsyncEnumerable<string> ListValuesAsync(Dimension dimension, CancellationToken cancellationToken) =>
        Next.ListValuesAsync(dimension, cancellationToken);
}

/// <summary>The store that a mutation puts between the processor and the gate; or the store itself.</summary>
internal static class MutantStores
{
    /// <summary>Breaks what an instance sees.</summary>
    public static IWindowStore WrapClient(Mutation mutation, IWindowStore store, MutantState state) => mutation switch
    {
        Mutation.TrustsLostAnswers => new TrustingStore(store),
        Mutation.DropsOutboxOnError => new ForgetfulPublisher(store),
        Mutation.NumbersSegmentsWhenPublishing => new Renumbering(store, _ => ++state.LastNumber),
        Mutation.OneRowPerWindow => new Renumbering(store, _ => 0),
        Mutation.RowsWithoutShard => new Unsharded(store),
        Mutation.SweepIgnoresOpenWindows => new OutboxesOnly(store),
        Mutation.IgnoresUnprocessedItems => new HalfPublisher(store),
        _ => store,
    };

    /// <summary>Breaks the tables that all instances share.</summary>
    public static IWindowStore WrapTables(Mutation mutation, IWindowStore tables) =>
        mutation == Mutation.UnconditionalLedgerWrites ? new UnconditionalTables(tables) : tables;

    private sealed class UnconditionalTables(IWindowStore next) : PassingStore(next)
    {
        public override async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            long version = (await Next.ReadLedgerAsync(shard, cancellationToken))?.Version ?? 0;
            return await Next.TryWriteLedgerAsync(shard, item with { Version = version + 1 }, version, cancellationToken);
        }
    }

    private sealed class TrustingStore(IWindowStore next) : PassingStore(next)
    {
        public override async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            try
            {
                return await Next.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);
            }
            catch (Exception e) when (e is IOException or StoreUnavailableException)
            {
                return true;
            }
        }
    }

    private sealed class ForgetfulPublisher(IWindowStore next) : PassingStore(next)
    {
        public override async Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
        {
            try
            {
                await Next.PublishAsync(shard, segment, cancellationToken);
            }
            catch (Exception e) when (e is IOException or StoreUnavailableException)
            {
            }
        }
    }

    private sealed class Renumbering(IWindowStore next, Func<long, long> number) : PassingStore(next)
    {
        public override Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) =>
            Next.PublishAsync(shard, Segment.FromCells(segment.Window, number(segment.Number), segment.FrozenAtSeconds, segment.Cells), cancellationToken);
    }

    private sealed class Unsharded(IWindowStore next) : PassingStore(next)
    {
        public override Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) =>
            Next.PublishAsync(shard with { ShardId = "shard" }, segment, cancellationToken);
    }

    private sealed class OutboxesOnly(IWindowStore next) : PassingStore(next)
    {
        public override async IAsyncEnumerable<LedgerHead> ListLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (LedgerHead head in Next.ListLedgersAsync(cancellationToken))
            {
                if (head.HasOutbox)
                {
                    yield return head;
                }
            }
        }
    }

    private sealed class HalfPublisher(IWindowStore next) : PassingStore(next)
    {
        public override Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
        {
            IEnumerable<WindowCell> firstHalf = segment.Cells.Take((segment.Cells.Count + 1) / 2);
            return Next.PublishAsync(shard, Segment.FromCells(segment.Window, segment.Number, segment.FrozenAtSeconds, firstHalf), cancellationToken);
        }
    }
}

/// <summary>What the instances of a mutant share.</summary>
internal sealed class MutantState
{
    /// <summary>Last number given, whatever is numbered.</summary>
    public long LastNumber { get; set; }
}
