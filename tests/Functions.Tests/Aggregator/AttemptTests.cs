using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>An attempt knows nothing of the one before it on the same instance, wherever that one ended.</summary>
public sealed class AttemptTests
{
    private const int Lines = 400;

    private static readonly AggregatorOptions s_smallLedger = new() { Ledger = new LedgerOptions { LimitBytes = 512 } };

    [Fact]
    public async Task Batch_AllDuplicatesAfterAnAttemptThatFailedInsideARecord_IsDone()
    {
        var world = new World(s_smallLedger);
        BatchProcessor unlucky = world.Processor();
        TestRecord record = ManyLines();
        world.Store.BeforeWrite = _ => throw new StoreUnavailableException("no answer");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => World.TakeAsync(unlucky, record));
        world.Store.BeforeWrite = null;
        BatchResult taken = await World.TakeAsync(world.Processor(), record);

        BatchResult again = await World.TakeAsync(unlucky, record);

        Assert.True(taken.Commits > 1, "the record must not fit into one write");
        Assert.Equal(1, again.RecordsDuplicate);
        Assert.Equal(0, again.LinesAccepted);
        await world.DrainAsync();
        Assert.Equal(Lines, world.Requests(Dimension.All)[DimensionNames.AllValue]);
    }

    [Fact]
    public async Task Batch_RaceLostInsideARecord_FindsItDone()
    {
        var world = new World(s_smallLedger);
        BatchProcessor winner = world.Processor();
        TestRecord record = ManyLines();
        bool isFirst = true;
        world.Store.BeforeWrite = _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                World.TakeAsync(winner, record).GetAwaiter().GetResult();
            }
        };

        BatchResult result = await World.TakeAsync(world.Processor(), record);

        Assert.Equal(1, result.RecordsDuplicate);
        Assert.Equal(0, result.LinesAccepted);
        await world.DrainAsync();
        Assert.Equal(Lines, world.Requests(Dimension.All)[DimensionNames.AllValue]);
    }

    // Lambda gives record 1 up and goes on; record 2 is taken in part; then a late repetition of record 1 arrives.
    [Fact]
    public async Task Batch_OlderThanARecordThatIsPartlyCounted_DoesNotMakeItForgotten()
    {
        var world = new World(s_smallLedger);
        BatchProcessor processor = world.Processor();
        TestRecord older = World.Record(1, World.NoonMs, World.Line(path: "/older"));
        TestRecord record = ManyLines() with { SequenceNumber = EventText.SequenceNumber(2) };
        int writes = 0;
        world.Store.BeforeWrite = _ =>
        {
            if (++writes >= 2)
            {
                throw new StoreUnavailableException("no answer");
            }
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => World.TakeAsync(processor, record));
        world.Store.BeforeWrite = null;

        BatchResult late = await World.TakeAsync(processor, older);
        await World.TakeAsync(processor, record);

        Assert.Equal((1, 0), (late.RecordsDuplicate, late.LinesAccepted));
        await world.DrainAsync();
        Assert.Equal(Lines, world.Requests(Dimension.All)[DimensionNames.AllValue]);
    }

    // A minute each, so that a ledger of a kilobyte is full before the record ends.
    private static TestRecord ManyLines() =>
        World.Record(1, World.NoonMs, Enumerable.Range(0, Lines).Select(i => World.Line(World.NoonMs - (i * 60_000L), path: $"/{(char)('a' + (i % 26))}")));
}
