using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Streams;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>No ledger that is ever written passes what an item of DynamoDB takes, and a table that refuses rows holds up the stream.</summary>
public sealed class LedgerSizeTests
{
    private const int DynamoItemBytes = 400 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 300 * 1024, 1)]
    [InlineData(2, 300 * 1024, 40)]
    [InlineData(3, 300 * 1024, 2_000)]
    [InlineData(4, 16 * 1024, 40)]
    public async Task Ledger_OfManyWindowsAndKeys_StaysWithinItsBounds(int seed, int limitBytes, int windows)
    {
        var harness = new ProcessorHarness(new AggregatorOptions { Ledger = new LedgerOptions { LimitBytes = limitBytes, MaxKeysPerWindow = 10_000 } });
        var store = new MeasuringStore(harness.Rows);
        harness.Store = store;
        var random = new Random(seed);
        long total = 0;
        BatchProcessor processor = harness.NewProcessor();
        for (int batch = 0; batch < 8; batch++)
        {
            SimRecord[] records = [.. Enumerable.Range(0, 10).Select(_ => harness.NewRecord(Enumerable.Range(0, 150).Select(_ => RandomLine(random, windows))))];
            total += 1_500;
            await processor.ProcessAsync(ProcessorHarness.EventOf(records), Cancel);
            if (batch % 3 == 2)
            {
                await harness.NewProcessor().SweepAsync(drain: batch == 5, Cancel); // the sweep writes ledgers, too
            }
        }

        await processor.SweepAsync(drain: true, Cancel);

        Assert.InRange(store.LargestBlobBytes, limitBytes / 3, Math.Min(harness.Options.Ledger.HardLimitBytes, DynamoItemBytes - 1_024));
        Assert.Equal(total, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
        Assert.Equal(total, harness.Requests(Dimension.Endpoint).Values.Sum());
        Assert.Equal(total, harness.Requests(Dimension.Endpoint, 3600).Values.Sum());
        Assert.Equal(0, harness.Rows.ChangedRows);
    }

    [Fact]
    public async Task Outbox_ThatCannotBePublished_FailsBatchesBeforeMoreIsAdded()
    {
        var harness = new ProcessorHarness();
        var store = new MeasuringStore(harness.Rows) { RefusesRows = true };
        harness.Store = store;
        BatchProcessor processor = harness.NewProcessor();
        SimRecord old = harness.NewRecord(ProcessorHarness.Line("/", ProcessorHarness.StartMs - 600_000), ProcessorHarness.Line());
        SimRecord next = harness.NewRecord(ProcessorHarness.Line());

        // The lines are in the ledger with the frozen segment, so the batch is done although the rows had to wait.
        await processor.ProcessAsync(ProcessorHarness.EventOf(old), Cancel);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => processor.ProcessAsync(ProcessorHarness.EventOf(next), Cancel));
        }

        Assert.Equal(2, store.Writes); // the ledger, and the hour that took its segment
        store.RefusesRows = false;
        await processor.ProcessAsync(ProcessorHarness.EventOf(next), Cancel);
        await processor.SweepAsync(drain: true, Cancel);
        Assert.Equal(3, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
    }

    private static string RandomLine(Random random, int windows)
    {
        string path = "/" + string.Concat(Enumerable.Range(0, 60).Select(_ => (char)('g' + random.Next(20))));
        long timestampMs = ProcessorHarness.StartMs - (60_000L * random.Next(windows));
        return $"{{\"ts\":{timestampMs},\"region\":\"r{random.Next(20)}\",\"method\":\"GET\",\"endpoint\":\"{path}\",\"status\":{100 + random.Next(500)},"
            + $"\"bytes\":{random.Next()},\"rt_ms\":{random.Next(100_000)}}}";
    }

    private sealed class MeasuringStore(IWindowStore next) : PassingStore(next)
    {
        public int Writes { get; private set; }

        public int LargestBlobBytes { get; private set; }

        public bool RefusesRows { get; set; }

        public override Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            Writes++;
            LargestBlobBytes = Math.Max(LargestBlobBytes, item.Blob.Length);
            return base.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);
        }

        public override Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) =>
            RefusesRows ? throw new StoreUnavailableException("throttled") : base.PublishAsync(shard, segment, cancellationToken);
    }
}
