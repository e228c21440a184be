using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>Somebody deletes the ledgers in the middle of everything: what they held is gone, what was published stays as it is.</summary>
public sealed class LostLedgerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(World.NoonMs));
    private readonly AggregatorOptions _options = new();
    private int _records;

    [Fact]
    public async Task Ledgers_DeletedInTheMiddle_NothingPublishedIsOverwritten_AndCountingGoesOn()
    {
        var rows = new InMemoryWindowStore(_options.Store, _time);
        await TakeMinutesAsync(new SplitStore(new InMemoryWindowStore(_options.Store, _time), rows), minutes: 5, drain: true);
        string[] before = Describe(rows);

        // The same minutes and hour once more, with other lines, by an instance that finds no ledger.
        await TakeMinutesAsync(new SplitStore(new InMemoryWindowStore(_options.Store, _time), rows), minutes: 5, drain: true);

        Assert.Equal(0, rows.ChangedRows);
        Assert.Equal(before, before.Intersect(Describe(rows)));
        foreach (int windowSeconds in _options.Ledger.WindowSeconds)
        {
            IEnumerable<WindowRow> all = rows.SnapshotRows().Where(row => row.Dimension == Dimension.All && row.Window.WindowSeconds == windowSeconds);
            Assert.Equal(100, all.Sum(row => row.Cell.Requests));
        }
    }

    [Fact]
    public async Task Ledgers_DeletedBeforeTheyWerePublished_LoseWhatTheyHeld_AndNothingElse()
    {
        var rows = new InMemoryWindowStore(_options.Store, _time);
        await TakeMinutesAsync(new SplitStore(new InMemoryWindowStore(_options.Store, _time), rows), minutes: 5, drain: false);
        string[] before = Describe(rows);
        Assert.NotEmpty(before);

        await TakeMinutesAsync(new SplitStore(new InMemoryWindowStore(_options.Store, _time), rows), minutes: 5, drain: true);

        Assert.Equal(0, rows.ChangedRows);
        Assert.Equal(before, before.Intersect(Describe(rows)));
        long published = rows.SnapshotRows().Where(row => row.Dimension == Dimension.All && row.Window.WindowSeconds == 60).Sum(row => row.Cell.Requests);
        Assert.InRange(published, 50, 99);
    }

    // Ten lines a minute, all with times of the first five minutes after noon.
    private async Task TakeMinutesAsync(SplitStore store, int minutes, bool drain)
    {
        var processor = new BatchProcessor(store, _options, _time, new NoMetrics(), null, new Random(1));
        for (int minute = 0; minute < minutes; minute++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            IEnumerable<string> lines = Enumerable.Range(0, 10).Select(i => World.Line(World.NoonMs + (minute * 60_000) + i, $"/p{i}"));
            await World.TakeAsync(processor, World.Record(++_records, _time.GetUtcNow().ToUnixTimeMilliseconds() - World.NoonMs, lines));
        }

        if (drain)
        {
            await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        }
    }

    private static string[] Describe(InMemoryWindowStore rows) =>
        [.. rows.SnapshotRows().Select(row => $"{row.Window} {row.Dimension} {row.Value} {row.Ledger} {row.Segment}: {row.Cell.Requests} {row.Cell.Bytes} {row.Cell.LatencySumUs}")];

    private sealed class NoMetrics : IBatchMetrics
    {
        public void Write(BatchResult result)
        {
        }
    }

    // Ledgers in one store, rows in another, so that the former can be lost alone.
    private sealed class SplitStore(InMemoryWindowStore ledgers, InMemoryWindowStore rows) : IWindowStore
    {
        public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) => ledgers.ReadLedgerAsync(shard, cancellationToken);

        public Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) =>
            ledgers.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);

        public IAsyncEnumerable<LedgerHead> ListLedgersAsync(CancellationToken cancellationToken) => ledgers.ListLedgersAsync(cancellationToken);

        public IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken) => ledgers.ReadLedgersAsync(cancellationToken);

        public Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) => rows.PublishAsync(shard, segment, cancellationToken);

        public IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, CancellationToken cancellationToken) => rows.QueryRowsAsync(query, cancellationToken);

        public IAsyncEnumerable<ListedValue> ListValuesAsync(Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken) =>
            rows.ListValuesAsync(dimension, range, isConsistent, cancellationToken);
    }
}
