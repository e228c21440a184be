using System.Globalization;
using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Streams;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>
/// LEDGER_LIMIT_BYTES: near it windows are frozen early, a batch that does not fit is taken in parts, and whatever happens between
/// the parts, every line counts once.
/// </summary>
public sealed class LedgerBoundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ledger_BelowItsLimit_FreezesNothingEarly()
    {
        var harness = new ProcessorHarness(Limit(64 * 1024));
        BatchProcessor processor = harness.NewProcessor();
        for (int batch = 0; batch < 4; batch++)
        {
            await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(Paths(batch * 100, 100))), Cancel);
        }

        Assert.Empty(harness.Rows.SnapshotRows());
        Assert.All(harness.Results, result => Assert.InRange(result.LedgerBytes, 1, 64 * 1024 / 16 * 15));
    }

    [Theory]
    [InlineData(4 * 1024)]
    [InlineData(64 * 1024)]
    [InlineData(300 * 1024)]
    public async Task Ledger_PastItsLimit_FreezesEarlyAndStaysExact(int limitBytes)
    {
        var harness = new ProcessorHarness(Limit(limitBytes));
        BatchProcessor processor = harness.NewProcessor();
        int paths = 0;
        int batches = 0;
        while (harness.Rows.SnapshotRows().Count == 0)
        {
            Assert.True(++batches < 400, "the ledger never came near its limit");
            await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(Paths(paths, 20))), Cancel);
            paths += 20;
        }

        // Near the bound, not long before it: the last ledger of which nothing was frozen was over half full.
        Assert.InRange(harness.Results[^2].LedgerBytes, limitBytes / 2, limitBytes);
        await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(Paths(0, paths))), Cancel);
        await processor.SweepAsync(drain: true, Cancel);

        Assert.All(harness.Results, result => Assert.InRange(result.LedgerBytes, 0, harness.Options.Ledger.HardLimitBytes));
        foreach (int windowSeconds in harness.Options.Ledger.WindowSeconds)
        {
            Dictionary<string, long> rows = harness.Requests(Dimension.Endpoint, windowSeconds);
            Assert.Equal(paths, rows.Count);
            Assert.All(rows.Values, requests => Assert.Equal(2, requests));
        }

        Assert.Equal(0, harness.Rows.ChangedRows);
    }

    [Fact]
    public async Task Record_LargerThanTheLedger_IsTakenInParts()
    {
        var harness = new ProcessorHarness(Limit(16 * 1024));

        BatchProcessor processor = harness.NewProcessor();
        await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(Paths(0, 3_000))), Cancel);
        await processor.SweepAsync(drain: true, Cancel);

        Assert.InRange(harness.Results[0].Commits, 3, 100);
        Assert.Equal(3_000, harness.Results[0].LinesAccepted);
        AssertEachOnce(harness, 3_000);
    }

    [Fact]
    public async Task Record_TakenInParts_ContinuesAtTheLineWhereItWasKilled()
    {
        const int Lines = 600;
        int writes = await CountWritesAsync(Lines);
        Assert.InRange(writes, 5, 200);

        for (int failing = 0; failing < writes; failing++)
        {
            foreach (bool applied in (bool[])[false, true])
            {
                var harness = new ProcessorHarness(Limit(4 * 1024));
                harness.Store = new FailingStore(harness.Rows, failing, applied);
                SimRecord[] records = [harness.NewRecord(Paths(0, Lines / 2)), harness.NewRecord(Paths(Lines / 2, Lines / 2))];

                // A write of larger windows that fails is made up for later; the batch is in the ledger.
                Exception? exception = await Xunit.Record.ExceptionAsync(() => harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(records), Cancel));
                Assert.True(exception is null or StoreUnavailableException, $"{exception}");

                // Delivered again, halved and to a new instance.
                await harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(records[..1]), Cancel);
                await harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(records[1..]), Cancel);
                await harness.NewProcessor().SweepAsync(drain: true, Cancel);

                AssertEachOnce(harness, Lines);
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    public async Task Shards_AtTheCachesBoundAndOnePast_AreExact(int shards)
    {
        var harness = new ProcessorHarness();
        BatchProcessor processor = harness.NewProcessor();
        for (int round = 1; round <= 3; round++)
        {
            for (int shard = 0; shard < shards; shard++)
            {
                string number = (round * 1_000L).ToString(CultureInfo.InvariantCulture);
                var record = new SimRecord("web-logs", $"shardId-{shard:D12}", number, ProcessorHarness.StartMs, [], System.Text.Encoding.UTF8.GetBytes(ProcessorHarness.Line()));
                await processor.ProcessAsync(ProcessorHarness.EventOf(record), Cancel);
            }
        }

        await processor.SweepAsync(drain: true, Cancel);

        Assert.Equal(3 * shards, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
    }

    private static AggregatorOptions Limit(int bytes) =>
        new() { Ledger = new LedgerOptions { LimitBytes = bytes, MaxKeysPerWindow = 10_000 } };

    // Paths that resemble each other little, so that compression does not hide the limit.
    private static IEnumerable<string> Paths(int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            var random = new Random(i);
            yield return ProcessorHarness.Line("/" + string.Concat(Enumerable.Range(0, 120).Select(_ => (char)('g' + random.Next(20)))));
        }
    }

    private static void AssertEachOnce(ProcessorHarness harness, int lines)
    {
        foreach (int windowSeconds in harness.Options.Ledger.WindowSeconds)
        {
            Dictionary<string, long> rows = harness.Requests(Dimension.Endpoint, windowSeconds);
            Assert.Equal(lines, rows.Count);
            Assert.All(rows.Values, requests => Assert.Equal(1, requests));
        }

        Assert.Equal(0, harness.Rows.ChangedRows);
    }

    private static async Task<int> CountWritesAsync(int lines)
    {
        var harness = new ProcessorHarness(Limit(4 * 1024));
        var store = new FailingStore(harness.Rows, failingWrite: -1, applied: false);
        harness.Store = store;
        SimRecord[] records = [harness.NewRecord(Paths(0, lines / 2)), harness.NewRecord(Paths(lines / 2, lines / 2))];
        await harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(records), Cancel);
        return store.Writes;
    }

    /// <summary>Fails one ledger write, before or after it was applied.</summary>
    private sealed class FailingStore(IWindowStore next, int failingWrite, bool applied) : Simulator.Ours.PassingStore(next)
    {
        public int Writes { get; private set; }

        public override async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
        {
            bool fails = Writes++ == failingWrite;
            bool written = fails && !applied ? false : await Next.TryWriteLedgerAsync(shard, item, expectedVersion, cancellationToken);
            return fails ? throw new StoreUnavailableException("the answer was lost") : written;
        }
    }
}
