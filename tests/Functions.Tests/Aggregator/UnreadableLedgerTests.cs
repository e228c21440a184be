using LogFunctions.Aggregator;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>A ledger that cannot be read holds its shard up, names the way out, and the way out of docs/operations.md loses no line.</summary>
public sealed class UnreadableLedgerTests
{
    private const long Noon = World.NoonMs;
    private const int Batches = 12;

    private static readonly ShardKey s_shard = new(EventText.Stream, EventText.Record(1).Shard);

    [Fact]
    public async Task Batch_LedgerDamaged_IsRefusedWithoutAWriteAndSaysWhereToRead()
    {
        var world = new World();
        await World.TakeAsync(world.Processor(), Batch(0));
        await ReplaceAsync(world, Damage);
        int writes = world.Store.Writes;

        UnreadableLedgerException exception = await Assert.ThrowsAsync<UnreadableLedgerException>(() => World.TakeAsync(world.Processor(), Batch(1)));

        Assert.Contains($"ledger of {s_shard}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("version 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("docs/operations.md", exception.Message, StringComparison.Ordinal);
        Assert.Equal(writes, world.Store.Writes);
    }

    [Fact]
    public async Task Sweep_OneLedgerDamaged_SweepsTheOthers()
    {
        var world = new World();
        await World.TakeAsync(world.Processor(), Batch(0));
        await World.TakeAsync(world.Processor(), EventText.Record(1, World.Line(), "shardId-000000000007"));
        await ReplaceAsync(world, Damage);
        world.Time.Advance(TimeSpan.FromHours(2));

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => world.Processor().SweepAsync(drain: false, TestContext.Current.CancellationToken));

        Assert.Contains("1 of 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("docs/operations.md", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, world.Lines());
    }

    // For every moment the ledger may be restored from: its records come again from the start, as a new event source mapping delivers them.
    [Fact]
    public async Task Ledger_RestoredFromAnEarlierMomentAndReplayed_LosesNoLine()
    {
        for (int restored = 0; restored < Batches; restored++)
        {
            var world = new World();
            BatchProcessor processor = world.Processor();
            LedgerItem? backup = null;
            for (int batch = 0; batch < Batches; batch++)
            {
                await World.TakeAsync(processor, Batch(batch));
                backup = batch == restored ? await world.Store.Inner.ReadLedgerAsync(s_shard, TestContext.Current.CancellationToken) : backup;
            }

            await ReplaceAsync(world, Damage);
            await Assert.ThrowsAsync<UnreadableLedgerException>(() => World.TakeAsync(world.Processor(), Batch(Batches)));

            await ReplaceAsync(world, damaged => backup! with { Version = damaged.Version });
            BatchProcessor fresh = world.Processor();
            for (int batch = 0; batch <= Batches; batch++)
            {
                BatchResult result = await World.TakeAsync(fresh, Batch(batch));
                Assert.Equal(batch <= restored ? 1 : 0, result.RecordsDuplicate);
            }

            await world.DrainAsync();
            for (int batch = 0; batch <= Batches; batch++)
            {
                Assert.True(world.Requests(Dimension.Endpoint).GetValueOrDefault($"GET /batch{(char)('a' + batch)}") >= 2, $"restored after batch {restored}: lines of batch {batch} are missing");
            }
        }
    }

    // Two lines of their own endpoint, half a minute after the batch before: windows freeze all the time.
    private static TestRecord Batch(int batch)
    {
        long timeMs = Noon + (batch * 30_000L);
        string line = World.Line(timeMs, $"/batch{(char)('a' + batch)}");
        return World.Record(batch + 1, timeMs, line, line);
    }

    private static LedgerItem Damage(LedgerItem item)
    {
        byte[] blob = item.Blob.ToArray();
        blob[^3] ^= 0x40;
        return item with { Blob = blob };
    }

    private static async Task ReplaceAsync(World world, Func<LedgerItem, LedgerItem> change)
    {
        LedgerItem item = (await world.Store.Inner.ReadLedgerAsync(s_shard, TestContext.Current.CancellationToken))!;
        LedgerItem changed = change(item);
        Assert.True(await world.Store.Inner.TryWriteLedgerAsync(s_shard, changed with { Version = item.Version + 1 }, item.Version, default));
    }
}
