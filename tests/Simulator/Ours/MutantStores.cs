using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Streams;
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

    public virtual IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, CancellationToken cancellationToken) =>
        Next.QueryRowsAsync(query, cancellationToken);

    public IAsyncEnumerable<ListedValue> ListValuesAsync(Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken) =>
        Next.ListValuesAsync(dimension, range, isConsistent, cancellationToken);

    public virtual IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken) => Next.ReadLedgersAsync(cancellationToken);
}

/// <summary>The store that a mutation puts between the processor and the gate; or the store itself.</summary>
internal static class MutantStores
{
    /// <summary>Breaks what an instance sees.</summary>
    public static IWindowStore WrapClient(Mutation mutation, IWindowStore store, MutantState state, World world) => mutation switch
    {
        Mutation.CountsBadContainersAgain => new ForgetfulResumption(store, world),
        Mutation.KeysWithoutStream => new Streamless(store),
        Mutation.TakesSegmentsOutOfOrder => new NewestFirst(store),
        Mutation.HeatResets => new HeatlessReader(store),
        Mutation.FoldsBeforeFull => new Refolding(store, RefoldFirstName),
        Mutation.FoldsIntoANeighbour => new Refolding(store, RefoldOther),
        Mutation.TrustsLostAnswers => new TrustingStore(store, _ => true),
        Mutation.DropsSegmentsBeforeTheyAreTaken => new TrustingStore(store, key => key.IsRollup),
        Mutation.FeedsAnHourTwice => new ForgottenPosition(store),
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

    // Only where something is folded anyway: elsewhere it would be plain to see.
    private static void RefoldFirstName(List<WindowCell> cells)
    {
        int name = cells.FindIndex(cell => cell.Dimension == Dimension.Endpoint && cell.Value != DimensionNames.Other);
        if (name >= 0 && cells.Exists(cell => cell.Dimension == Dimension.Endpoint && cell.Value == DimensionNames.Other))
        {
            Rename(cells, name, DimensionNames.Other);
        }
    }

    private static void RefoldOther(List<WindowCell> cells)
    {
        int other = cells.FindIndex(cell => cell.Dimension == Dimension.Endpoint && cell.Value == DimensionNames.Other);
        int name = cells.FindIndex(cell => cell.Dimension == Dimension.Endpoint && cell.Value != DimensionNames.Other);
        if (other >= 0 && name >= 0)
        {
            Rename(cells, other, cells[name].Value);
        }
    }

    // The cell counts under the other value, together with what is there.
    private static void Rename(List<WindowCell> cells, int index, string value)
    {
        var sum = new Cell();
        sum.Merge(cells[index].Cell);
        cells.RemoveAt(index);
        int there = cells.FindIndex(cell => cell.Dimension == Dimension.Endpoint && cell.Value == value);
        if (there >= 0)
        {
            sum.Merge(cells[there].Cell);
            cells.RemoveAt(there);
        }

        cells.Add(new WindowCell(Dimension.Endpoint, value, sum));
    }

    private sealed class Refolding(IWindowStore next, Action<List<WindowCell>> refold) : PassingStore(next)
    {
        public override Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
        {
            List<WindowCell> cells = [.. segment.Cells];
            refold(cells);
            return Next.PublishAsync(shard, Segment.FromCells(segment.Window, segment.Number, segment.FrozenAtSeconds, cells), cancellationToken);
        }
    }

    private sealed class ForgetfulResumption(IWindowStore next, World world) : PassingStore(next)
    {
        public override async Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken)
        {
            LedgerItem? item = await Next.ReadLedgerAsync(shard, cancellationToken);
            if (item is null || shard.IsRollup)
            {
                return item;
            }

            var context = new LedgerContext(new LedgerOptions(), static (_, _, _) => 0, hashSeed: 1);
            ShardLedger ledger = ShardLedger.Decode(item.Blob.Span, context);
            SimRecord? partial = ledger.PartialLines == 0 ? null
                : world.Stream.Records.FirstOrDefault(record => record.Stream == shard.Stream && record.ShardId == shard.ShardId && record.SequenceNumber == ledger.PartialSequenceNumber.ToString());
            int again = partial?.Lines.Take((int)ledger.PartialLines).Count(line => line.Container is not null) ?? 0;
            for (int i = 0; i < again; i++)
            {
                ledger.CountReject(LineSource.BadContainerReason, partial!.ArrivalMs);
            }

            return again == 0 ? item : item with { Blob = ledger.Encode().ToArray() };
        }
    }

    private sealed class Streamless(IWindowStore next) : PassingStore(next)
    {
        public override Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) => Next.ReadLedgerAsync(Merge(shard), cancellationToken);

        public override Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) =>
            Next.TryWriteLedgerAsync(Merge(shard), item, expectedVersion, cancellationToken);

        public override Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) => Next.PublishAsync(Merge(shard), segment, cancellationToken);

        private static ShardKey Merge(ShardKey shard) => shard with { Stream = "logs" };
    }

    // Larger windows begin with the newest segment of the outbox, and are stored before they come to the others: the position has passed those.
    private sealed class NewestFirst(IWindowStore next) : PassingStore(next)
    {
        public override async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            LedgerItem? own = shard.IsRollup ? await Next.ReadLedgerAsync(shard.Shard, cancellationToken) : null;
            LedgerItem? before = shard.IsRollup ? await Next.ReadLedgerAsync(shard, cancellationToken) : null;
            if (own is not null && (before?.Version ?? 0) == expectedVersion)
            {
                var context = new LedgerContext(new LedgerOptions(), static (_, _, _) => 0, hashSeed: 1);
                ShardLedger ledger = ShardLedger.Decode(own.Blob.Span, context);
                RollupLedger rollup = before is null ? new RollupLedger(context, shard.WindowSeconds) : RollupLedger.Decode(before.Blob.Span, context);
                if (ledger.Outbox.Count(segment => segment.Number > rollup.LastTaken) > 1)
                {
                    ledger.RemovePublished(ledger.Outbox.Count - 1);
                    rollup.Take(ledger, item.UpdatedAtMs);
                    item = item with { Blob = rollup.Encode().ToArray(), HasOutbox = rollup.Outbox.Count > 0, HasOpenWindows = rollup.HasOpenWindows };
                }
            }

            return await Next.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);
        }
    }

    private sealed class HeatlessReader(IWindowStore next) : PassingStore(next)
    {
        public override async Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) =>
            await Next.ReadLedgerAsync(shard, cancellationToken) is { } item ? item with { Heat = default } : null;
    }

    private sealed class UnconditionalTables(IWindowStore next) : PassingStore(next)
    {
        public override async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            long version = (await Next.ReadLedgerAsync(shard, cancellationToken))?.Version ?? 0;
            return await Next.TryWriteLedgerAsync(shard, item with { Version = version + 1 }, version, cancellationToken);
        }
    }

    private sealed class TrustingStore(IWindowStore next, Predicate<ShardKey> trusts) : PassingStore(next)
    {
        public override async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            try
            {
                return await Next.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);
            }
            catch (Exception e) when (trusts(shard) && (e is IOException or StoreUnavailableException))
            {
                return true;
            }
        }
    }

    // Larger windows are written without the position that was reached: the bytes of the position before, with the cells of now.
    private sealed class ForgottenPosition(IWindowStore next) : PassingStore(next)
    {
        public override Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) =>
            Next.TryWriteLedgerAsync(shard, shard.IsRollup ? item with { Blob = RollupBytes.WithoutPosition(item.Blob.Span) } : item, expectedVersion, cancellationToken);
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
