using System.Globalization;
using System.Text.Json;
using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class BatchProcessorTests
{
    private const long Noon = World.NoonMs;
    private static readonly AggregatorOptions s_tinyLedger = new() { Ledger = new LedgerOptions { LimitBytes = 16_384, MaxKeysPerWindow = 10_000 } };

    [Fact]
    public async Task Process_OneBatch_CountsEveryLineInEveryDimension()
    {
        var world = new World();
        BatchResult result = await World.TakeAsync(
            world.Processor(),
            World.Record(1, Noon, World.Line(path: "/a?x=1"), World.Line(path: "/b/42", status: 404, region: "us")),
            World.Record(2, Noon, "nonsense", World.Line(latencyMs: null)));
        await world.DrainAsync();

        Assert.Equal((2L, 3L, 1L, 0L, 1), (result.Records, result.LinesAccepted, result.LinesRejected, result.RecordsDuplicate, result.Commits));
        foreach (int seconds in new[] { 60, 3600 })
        {
            Assert.Equal(new() { ["*"] = 3 }, world.Requests(Dimension.All, seconds));
            Assert.Equal(new() { ["GET /a"] = 2, ["GET /b/{id}"] = 1 }, world.Requests(Dimension.Endpoint, seconds));
            Assert.Equal(new() { ["eu"] = 2, ["us"] = 1 }, world.Requests(Dimension.Region, seconds));
            Assert.Equal(new() { ["200"] = 2, ["404"] = 1 }, world.Requests(Dimension.Status, seconds));
            Assert.Equal(new() { ["line.unrecognized"] = 1 }, world.Requests(Dimension.Reject, seconds));
        }

        Cell all = world.Store.Inner.SnapshotRows().First(row => row.Dimension == Dimension.All).Cell;
        Assert.Equal((2L, 3000L, 21L), (all.LatencyCount, all.LatencySumUs, all.Bytes));
    }

    [Fact]
    public async Task Process_SteadyShard_NeedsOneWriteAndNoReadPerBatch()
    {
        var world = new World();
        BatchProcessor processor = world.Processor();
        for (int i = 0; i < 10; i++)
        {
            await World.TakeAsync(processor, World.Record(i, Noon + i, World.Line(Noon + i)));
        }

        Assert.Equal((1, 10, 0), (world.Store.Reads, world.Store.Writes, world.Store.Publishes));
    }

    [Fact]
    public async Task Process_ReplaysHalvesAndOverlaps_CountOnce()
    {
        var world = new World();
        TestRecord[] records = [.. Enumerable.Range(1, 20).Select(i => World.Record(i, Noon, World.Line(path: $"/p{i % 3}"), World.Line()))];
        BatchProcessor processor = world.Processor();
        await World.TakeAsync(processor, records[..10]);
        BatchResult replay = await World.TakeAsync(processor, records[..10]);
        Assert.Equal((10L, 0L, 0), (replay.RecordsDuplicate, replay.LinesAccepted, replay.Commits));
        await World.TakeAsync(world.Processor(), records[5..15]);
        await World.TakeAsync(processor, records[10..12]);
        BatchResult last = await World.TakeAsync(processor, [.. records, records[19]]);
        Assert.Equal((16L, 10L), (last.RecordsDuplicate, last.LinesAccepted));
        await world.DrainAsync();
        Assert.Equal(40, world.Lines());
        Assert.Equal(40, world.Lines(3600));
    }

    [Fact]
    public async Task Process_TwoInstancesOnOneShard_NeverCountTwice()
    {
        var world = new World();
        BatchProcessor[] processors = [world.Processor(), world.Processor(), world.Processor()];
        var random = new Random(5);
        TestRecord[] records = [.. Enumerable.Range(1, 300).Select(i => World.Record(i, Noon + (i * 1000), World.Line(Noon + (i * 1000))))];
        for (int done = 0; done < records.Length; done += 5)
        {
            await World.TakeAsync(processors[random.Next(3)], records[done..(done + 5)]);
        }

        await world.DrainAsync();
        Assert.Equal(300, world.Lines());
        Assert.Equal(0, world.Store.Inner.ChangedRows);

        // Having been stale, an instance reads before it writes: conflicts stay the exception.
        Assert.True(world.Store.Writes < 90, $"{world.Store.Writes} writes for 60 batches");
    }

    [Fact]
    public async Task Process_WriteFailsOrItsAnswerIsLost_CountsOnceWhenRedelivered()
    {
        foreach (bool isApplied in new[] { false, true })
        {
            var world = new World();
            BatchProcessor processor = world.Processor();
            await World.TakeAsync(processor, World.Record(1, Noon, World.Line()));
            world.Store.BeforeWrite = _ => Throw(!isApplied);
            world.Store.AfterWrite = _ => Throw(isApplied);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => World.TakeAsync(processor, World.Record(2, Noon, World.Line())));
            world.Store.BeforeWrite = null;
            world.Store.AfterWrite = null;
            BatchResult result = await World.TakeAsync(processor, World.Record(2, Noon, World.Line()));
            Assert.Equal(isApplied ? 1 : 0, result.RecordsDuplicate);
            await world.DrainAsync();
            Assert.Equal(2, world.Lines());
        }
    }

    [Fact]
    public async Task Process_ClientRepeatedItsOwnWrite_IsNotAConflict()
    {
        var world = new World();
        world.Store.AfterWrite = _ => false;
        BatchResult result = await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line()));
        Assert.Equal((1L, 0L, 1), (result.LinesAccepted, result.RecordsDuplicate, result.Commits));
        Assert.Equal(1, world.Store.Writes);
    }

    [Fact]
    public async Task Process_LedgerAlwaysWrittenByOthers_FailsAfterSixAttempts()
    {
        var world = new World();
        BatchProcessor other = world.Processor();
        int number = 1;
        BatchProcessor processor = world.Processor();
        bool isOther = false;
        world.Store.BeforeWrite = _ =>
        {
            if (!isOther)
            {
                isOther = true;
                World.TakeAsync(other, World.Record(number++, Noon, World.Line())).GetAwaiter().GetResult();
                isOther = false;
            }
        };
        LedgerConflictException exception = await Assert.ThrowsAsync<LedgerConflictException>(() => World.TakeAsync(processor, World.Record(1000, Noon, World.Line())));
        Assert.Contains("6 times", exception.Message, StringComparison.Ordinal);
        world.Store.BeforeWrite = null;
        await World.TakeAsync(processor, World.Record(1000, Noon, World.Line()));
        await world.DrainAsync();
        Assert.Equal(number, world.Lines());
    }

    [Fact]
    public async Task Process_RowsRefusedAfterTheCommit_SucceedsAndPublishesWithTheNextBatch()
    {
        var world = new World();
        BatchProcessor processor = world.Processor();
        await World.TakeAsync(processor, World.Record(1, Noon, World.Line()));
        world.Store.BeforePublish = _ => Throw(true);
        BatchResult result = await World.TakeAsync(processor, World.Record(2, Noon + 90_000, World.Line(Noon + 90_000)));
        Assert.Equal((1L, 0), (result.LinesAccepted, result.SegmentsPublished));
        Assert.Empty(world.Store.Inner.SnapshotRows());

        // What waits must be out before more comes in.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => World.TakeAsync(processor, World.Record(3, Noon + 91_000, World.Line(Noon + 91_000))));
        world.Store.BeforePublish = null;
        BatchResult next = await World.TakeAsync(processor, World.Record(3, Noon + 91_000, World.Line(Noon + 91_000)));
        Assert.Equal((1L, 1), (next.LinesAccepted, next.SegmentsPublished));
        await world.DrainAsync();
        Assert.Equal(3, world.Lines());
        Assert.Equal(3, world.Lines(3600));
    }

    [Fact]
    public async Task Process_CrashBetweenCommitAndRows_AnotherInstancePublishes()
    {
        var world = new World();
        await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line()));
        world.Store.BeforePublish = _ => throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => World.TakeAsync(world.Processor(), World.Record(2, Noon + 90_000, World.Line(Noon + 90_000))));
        world.Store.BeforePublish = null;
        BatchResult result = await World.TakeAsync(world.Processor(), World.Record(2, Noon + 90_000, World.Line(Noon + 90_000)));
        Assert.Equal((1L, 1, 0), (result.RecordsDuplicate, result.SegmentsPublished, result.Commits));
        await world.DrainAsync();
        Assert.Equal(2, world.Lines());
    }

    [Fact]
    public async Task Process_BatchThatDoesNotFit_IsCommittedInPartsAndStaysExact()
    {
        var world = new World(s_tinyLedger);
        string[] lines = [.. Enumerable.Range(0, 3000).Select(i => World.Line(Noon + (i % 7 * 60_000), $"/section-{i}x/page"))];
        BatchResult result = await World.TakeAsync(world.Processor(), World.Record(1, Noon, lines[..2900]), World.Record(2, Noon, lines[2900..]));
        Assert.True(result.Commits > 5, $"{result.Commits} commits");
        Assert.Equal((3000L, 2L), (result.LinesAccepted, result.Records));
        await world.DrainAsync();
        Assert.Equal(3000, world.Requests(Dimension.Endpoint).Count);
        Assert.All(world.Requests(Dimension.Endpoint, 3600).Values, requests => Assert.Equal(1, requests));
        Assert.Equal(3000, world.Lines(3600));
    }

    [Fact]
    public async Task Process_FailureAmongTheParts_GoesOnWithinTheRecord()
    {
        var world = new World(s_tinyLedger);
        string[] lines = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 3 ? "bad " + i : World.Line(path: $"/section-{i}x/page"))];
        TestRecord record = World.Record(1, Noon, lines);
        int writes = 0;
        world.Store.BeforeWrite = _ => Throw(++writes % 2 == 0);
        int attempts = 0;
        long accepted = 0;
        for (bool isDone = false; !isDone; attempts++)
        {
            try
            {
                await World.TakeAsync(world.Processor(), record);
                isDone = true;
            }
            catch (StoreUnavailableException)
            {
            }

            accepted += world.Metrics[^1].LinesAccepted;
        }

        Assert.InRange(attempts, 2, 50);
        Assert.Equal(900, accepted);
        world.Store.BeforeWrite = null;
        await world.DrainAsync();
        Assert.Equal(1000, world.Lines());
        Assert.Equal(900, world.Requests(Dimension.Endpoint).Values.Sum());
        Assert.Equal(100, world.KeptRejects().Distinct().Count());
    }

    [Fact]
    public async Task Process_Rejects_AreKeptWholeWithTheirPlaceInTheStream()
    {
        var world = new World();
        TestRecord record = World.Record(7, Noon, World.Line(), "not a line \"é\"") with { Data = [.. "{\"ts\":1,\"status\":\"x\"}\n"u8, 0xFF, 0xFE, (byte)'\n', .. "plain"u8] };
        await World.TakeAsync(world.Processor(), record);

        string key = Assert.Single(world.RejectFiles).Key;
        Assert.StartsWith($"{EventText.Stream}/{record.Shard}/2026/11/23/{record.SequenceNumber}-0_", key, StringComparison.Ordinal);
        JsonElement[] rejects = [.. world.KeptRejects().Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(3, rejects.Length);
        Assert.All(rejects, reject => Assert.Equal(record.SequenceNumber, reject.GetProperty("sequenceNumber").GetString()));
        Assert.Equal([0, 1, 2], rejects.Select(reject => reject.GetProperty("line").GetInt32()));
        Assert.Equal("//4=", rejects[1].GetProperty("rawBase64").GetString());
        Assert.Equal("plain", rejects[2].GetProperty("raw").GetString());
        Assert.Equal(Noon, rejects[0].GetProperty("arrivalMs").GetInt64());
    }

    [Fact]
    public async Task Process_SeveralShardsInOneEvent_KeepsTheirLedgersApart()
    {
        var world = new World();
        BatchResult result = await World.TakeAsync(
            world.Processor(),
            World.Record(5, Noon, World.Line()),
            World.Record(6, Noon, World.Line()) with { Shard = "shardId-000000000001" },
            World.Record(3, Noon, World.Line()) with { Shard = "shardId-000000000001" },
            World.Record(7, Noon, World.Line()));
        Assert.Equal((3L, 1L, 3), (result.LinesAccepted, result.RecordsDuplicate, result.Commits));
        await world.DrainAsync();
        Assert.Equal(3, world.Lines());
    }

    [Fact]
    public async Task Process_AgainstASlowReference_GivesTheSameRows()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 120);
            TestRecord[] records = [.. Enumerable.Range(1, count).Select(i => AnyRecord(random, i))];
            var expected = new World();
            await World.TakeAsync(expected.Processor(), records);
            await expected.DrainAsync();

            var world = new World(random.Next(2) == 0 ? s_tinyLedger : null);
            BatchProcessor processor = world.Processor();
            for (int done = 0; done < count;)
            {
                int until = Math.Min(count, done + random.Next(1, 20));
                await World.TakeAsync(processor, records[Math.Max(0, done - random.Next(3))..until]);
                processor = random.Next(3) == 0 ? world.Processor() : processor;
                world.Time.Advance(TimeSpan.FromSeconds(random.Next(50)));
                if (random.Next(4) == 0)
                {
                    await world.Processor().SweepAsync(drain: random.Next(3) == 0, TestContext.Current.CancellationToken);
                }

                done = until;
            }

            await world.DrainAsync();
            Assert.Equal(expected.Describe(), world.Describe());
            Assert.Equal(records.Sum(record => System.Text.Encoding.UTF8.GetString(record.Data).Split('\n').Length), world.Lines());
        }
    }

    [Fact]
    public async Task Process_SteadyState_AllocatesNothingPerLine()
    {
        var world = new World();
        BatchProcessor processor = world.Processor();
        int number = 0;
        byte[][] small = [.. Enumerable.Range(0, 6).Select(_ => Event(1))];
        byte[][] large = [.. Enumerable.Range(0, 6).Select(_ => Event(100))];
        long forSmall = 0;
        long forLarge = 0;
        for (int i = 0; i < 6; i++)
        {
            forSmall = await AllocatedAsync(small[i]);
            forLarge = await AllocatedAsync(large[i]);
        }

        // 990 lines more, in cells that exist: the smallest object per line would be 24 KB. What remains is the table's copy of the blob, which grew.
        Assert.InRange(forLarge - forSmall, -1024, 2048);
        Assert.InRange(forSmall, 0, 16 * 1024);

        byte[] Event(int records) => EventText.Usual(Enumerable.Range(0, records).Select(_ =>
            World.Record(++number, Noon, Enumerable.Range(0, 10).Select(i => World.Line(path: $"/p{i}", latencyMs: i)))));

        async Task<long> AllocatedAsync(byte[] kinesisEvent)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            await processor.ProcessAsync(kinesisEvent, CancellationToken.None);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static TestRecord AnyRecord(Random random, int number)
    {
        long arrival = Noon + (number * 2000);
        return World.Record(number, arrival, Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(20) switch
        {
            0 => "not a log line " + random.Next(1000).ToString(CultureInfo.InvariantCulture),
            1 => World.Line(arrival - random.Next(10_000_000)),
            2 => World.Line(arrival + random.Next(10_000_000)),
            _ => World.Line(arrival - random.Next(5000), $"/x{(char)('a' + random.Next(26))}", random.Next(100, 600), random.Next(2) == 0 ? "eu" : "us", random.Next(3) == 0 ? null : random.Next(5000)),
        }));
    }

    private static bool Throw(bool isDue) => isDue ? throw new StoreUnavailableException("told to fail") : true;
}
