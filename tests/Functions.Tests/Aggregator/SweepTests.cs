using LogFunctions.Aggregator;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class SweepTests
{
    private const long Noon = World.NoonMs;

    [Fact]
    public async Task Sweep_ShardInUse_IsLeftAlone()
    {
        var world = new World();
        await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line(Noon - 600_000)));
        world.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(new SweepResult(1, 0, 0, 0), await SweepAsync(world));
        Assert.Equal(1, world.Store.Writes);
    }

    [Fact]
    public async Task Sweep_QuietShard_PublishesEndedWindowsAndLeavesNothingToDo()
    {
        var world = new World();
        await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line(), World.Line(Noon + 86_400_000)));
        world.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(new SweepResult(1, 1, 3, 0), await SweepAsync(world)); // two minutes, and the hour that lies in the future
        Assert.Equal(2, world.Lines());
        Assert.Equal(1, world.Lines(3600));

        // The hour of noon is still open; there is nothing more to do before it ends.
        int writes = world.Store.Writes;
        world.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(new SweepResult(1, 0, 0, 0), await SweepAsync(world));
        Assert.Equal(writes, world.Store.Writes);

        world.Time.Advance(TimeSpan.FromHours(1));
        await SweepAsync(world);
        Assert.Equal(2, world.Lines(3600));
        Assert.All(await HeadsAsync(world), head => Assert.False(head.HasOpenWindows || head.HasOutbox));
        Assert.Equal(2, (await HeadsAsync(world)).Count);
    }

    [Fact]
    public async Task Sweep_OutboxLeftBehind_IsPublished()
    {
        var world = new World();
        world.Store.BeforePublish = _ => throw new StoreUnavailableException("told to fail");
        await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line(Noon - 3_600_000), World.Line()));
        Assert.Empty(world.Store.Inner.SnapshotRows());
        world.Store.BeforePublish = null;
        world.Time.Advance(TimeSpan.FromSeconds(61));
        await SweepAsync(world);
        Assert.Equal(1, world.Requests(Dimension.All).Values.Sum());
        Assert.All(await HeadsAsync(world), head => Assert.False(head.HasOutbox));
    }

    [Fact]
    public async Task Sweep_OneShardFails_SweepsTheOthersAndSaysSo()
    {
        var world = new World();
        for (int shard = 0; shard < 3; shard++)
        {
            await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line(path: $"/{shard}x")) with { Shard = $"shardId-{shard}" });
        }

        world.Store.BeforePublish = segment => _ = segment.Cells.Any(cell => cell.Value == "GET /1x") ? throw new StoreUnavailableException("told to fail") : true;
        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(world.DrainAsync);
        Assert.Contains("1 of 3 shards", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, world.Lines());
        world.Store.BeforePublish = null;
        await world.DrainAsync();
        Assert.Equal(3, world.Lines());
    }

    [Fact]
    public async Task Sweep_ForeignItemInTheTable_SweepsAllLedgersAndNamesIt()
    {
        var world = new World();
        await World.TakeAsync(world.Processor(), World.Record(1, Noon, World.Line()));
        world.Store.AfterList = () => throw new CorruptRowException("item pk='lock' is no ledger");

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(world.DrainAsync);

        Assert.Contains("1 of 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("pk='lock'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, world.Lines());
    }

    [Fact]
    public async Task Sweep_BatchComesMeanwhile_IsBusyAndLosesNothing()
    {
        var world = new World();
        BatchProcessor processor = world.Processor();
        await World.TakeAsync(processor, World.Record(1, Noon, World.Line()));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        bool isFirst = true;
        world.Store.BeforeWrite = _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                World.TakeAsync(processor, World.Record(2, Noon + 1, World.Line())).GetAwaiter().GetResult();
            }
        };
        Assert.Equal(1, (await SweepAsync(world)).ShardsBusy);
        await world.DrainAsync();
        Assert.Equal(2, world.Lines());
    }

    [Fact]
    public async Task Sweep_ByTheProcessorThatHoldsTheLedger_DoesNotMakeItStale()
    {
        var world = new World();
        BatchProcessor processor = world.Processor();
        await World.TakeAsync(processor, World.Record(1, Noon, World.Line()));
        await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        int writes = world.Store.Writes;
        await World.TakeAsync(processor, World.Record(2, Noon, World.Line()));
        Assert.Equal(writes + 1, world.Store.Writes);
        await world.DrainAsync();
        Assert.Equal(2, world.Lines());
    }

    private static Task<SweepResult> SweepAsync(World world) => world.Processor().SweepAsync(drain: false, TestContext.Current.CancellationToken);

    private static async Task<List<LedgerHead>> HeadsAsync(World world)
    {
        var heads = new List<LedgerHead>();
        await foreach (LedgerHead head in world.Store.ListLedgersAsync(TestContext.Current.CancellationToken))
        {
            heads.Add(head);
        }

        return heads;
    }
}
