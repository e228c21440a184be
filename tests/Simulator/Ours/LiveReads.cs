using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>
/// Somebody asks for the numbers of this very second while everything else goes on: a live read must equal exactly the lines up to the positions of
/// the ledgers it read, in every dimension, sketches byte for byte.
/// </summary>
internal sealed class LiveReads(World world, IWindowStore tables, bool isFolded, Mutation mutation)
{
    /// <summary>The first difference, in words; null when there was none.</summary>
    public string? Finding { get; private set; }

    /// <summary>Reads once, request by request, and compares.</summary>
    public async Task ReadAsync()
    {
        var store = new SlowTables(world, tables, mutation);
        LiveLedgers live;
        try
        {
            live = await LiveLedgers.ReadAsync(store, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            return; // refused: the ledgers changed too fast
        }

        var reader = new WindowReader(store, live: live);
        List<(SimRecord Record, long? Lines)> counted = [.. CountedBy(live)];
        Dictionary<TruthKey, TruthCell> truth = Truth.Count(counted.Select(pair => (pair.Record, pair.Record.Lines.Take((int)Math.Min(pair.Lines ?? 0, pair.Record.Lines.Count)))));
        var rows = new List<WindowRow>();
        foreach (int windowSeconds in Truth.WindowSizes)
        {
            foreach (Dimension dimension in Enum.GetValues<Dimension>())
            {
                foreach (string value in await ValuesAsync(reader, truth, dimension, windowSeconds))
                {
                    IReadOnlyList<WindowAggregate> windows = await reader.ReadAsync(dimension, value, WindowRange.Everything(windowSeconds), CancellationToken.None);
                    rows.AddRange(windows.Select(ToRow));
                }
            }
        }

        if (counted.Exists(pair => pair.Lines is null))
        {
            return; // it was counted, or given up: nobody can tell
        }

        HistoryResult result = RowCheck.Compare(rows, truth, possible: [], isFolded);
        Finding ??= result.Difference is null ? null : $"a live read at {string.Join(", ", live.Positions.Select(position => $"…{Tail(position.Position.Last)}"))}: {result.Difference}";
        world.Trace(() => $"live read of {live.Positions.Count} shards is {result.Difference ?? "right"}");
        world.Note(Situation.LiveReads);
    }

    private static string Tail(SequenceNumber number) => number.ToString() is { Length: > 6 } text ? text[^6..] : number.ToString();

    private static async Task<IEnumerable<string>> ValuesAsync(
        WindowReader reader, Dictionary<TruthKey, TruthCell> truth, Dimension dimension, int windowSeconds)
    {
        HashSet<string> values = [.. truth.Keys.Where(key => key.Dimension == dimension.Name()).Select(key => key.Value), DimensionNames.Other];
        values.UnionWith(await reader.ListValuesAsync(dimension, WindowRange.Everything(windowSeconds), CancellationToken.None));
        return values.Order(StringComparer.Ordinal);
    }

    private static WindowRow ToRow(WindowAggregate aggregate) => new()
    {
        Window = aggregate.Window,
        Dimension = aggregate.Dimension,
        Value = aggregate.Value,
        Ledger = new ShardKey("read", "live"),
        Segment = 0,
        Cell = aggregate.Cell,
        ExpiresAtSeconds = long.MaxValue,
    };

    private IEnumerable<(SimRecord Record, long? Lines)> CountedBy(LiveLedgers live)
    {
        Dictionary<ShardKey, StreamPosition> positions = live.Positions.ToDictionary(position => position.Shard, position => position.Position);
        foreach (SimRecord record in world.Stream.Records)
        {
            if (positions.TryGetValue(new ShardKey(record.Stream, record.ShardId), out StreamPosition? position))
            {
                yield return (record, position.CountedLines(SequenceNumber.Parse(record.SequenceNumber)));
            }
        }
    }

    // The tables of all instances, a while later at every request.
    private sealed class SlowTables(World world, IWindowStore next, Mutation mutation) : PassingStore(next)
    {
        public override async Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken)
        {
            await WaitAsync();
            return await Next.ReadLedgerAsync(shard, cancellationToken);
        }

        public override async IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (LedgerHead head in Next.ListLedgersAsync(cancellationToken).ToBlockingEnumerable(cancellationToken).ToList())
            {
                if (await ReadLedgerAsync(head.Shard, cancellationToken) is { } item)
                {
                    yield return (head.Shard, item);
                }
            }
        }

        public override async IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await WaitAsync();
            foreach (WindowRow row in Next.QueryRowsAsync(query, cancellationToken).ToBlockingEnumerable(cancellationToken).ToList())
            {
                yield return mutation == Mutation.LiveReadCountsOutboxTwice ? row with { Segment = Math.Min(row.Segment, 1) } : row;
            }
        }

        private Task WaitAsync() => world.Scheduler.DelayAsync(world.Choices.Pick(ChoiceKind.Store, 0, 0, 0, 1, 5, 40, 2_000));
    }
}
