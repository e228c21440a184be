using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>What readers get, over every store.</summary>
public abstract class ReaderContract(IStoreProvider provider)
{
    private static readonly WindowRange s_everything = WindowRange.Everything(60);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfOneValue_MergesShardsAndSegmentsPerWindow()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, EndpointCell("GET /", 10, 20)),
            Segment(2, StartSeconds, EndpointCell("GET /", 5), EndpointCell("GET /a", 7)),
            Segment(3, StartSeconds + 60, EndpointCell("GET /", 40)));
        await store.PublishAsync(new ShardKey("logs", ShardId(9)), Segment(1, StartSeconds, EndpointCell("GET /", 30)), Cancellation);

        IReadOnlyList<WindowAggregate> windows = await new WindowReader(store).ReadAsync(
            Dimension.Endpoint, "GET /", s_everything, Cancellation);

        Assert.Equal(
            [(new WindowKey(60, StartSeconds), Words(Cell(5, 10, 20, 30))), (new WindowKey(60, StartSeconds + 60), Words(Cell(40)))],
            windows.Select(window => (window.Window, Words(window.Cell))));
    }

    [Fact]
    public async Task Read_OfAllValues_IsInOrderOfTimeThenValue()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds + 60, EndpointCell("b", 1), EndpointCell("a", 2)),
            Segment(2, StartSeconds, EndpointCell("c", 3)));

        IReadOnlyList<WindowAggregate> windows = await new WindowReader(store).ReadAsync(
            Dimension.Endpoint, null, s_everything, Cancellation);

        Assert.Equal(["c", "a", "b"], windows.Select(window => window.Value));
    }

    [Fact]
    public async Task Total_OfARange_HasExactExtremesAndTheMergedDistribution()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, EndpointCell("GET /", 10, 20)),
            Segment(2, StartSeconds, EndpointCell("GET /", 5)),
            Segment(3, StartSeconds + 60, EndpointCell("GET /", 1_000_000)),
            Segment(4, StartSeconds + 120, EndpointCell("GET /", 9_999_999)));
        var reader = new WindowReader(store);

        RangeAggregate total = await reader.TotalAsync(
            Dimension.Endpoint, "GET /", new WindowRange(60, StartSeconds, StartSeconds + 120), Cancellation);
        RangeAggregate nothing = await reader.TotalAsync(Dimension.Endpoint, "GET /none", s_everything, Cancellation);

        Assert.Equal(2, total.WindowCount);
        Assert.Equal(Words(Cell(5, 10, 20, 1_000_000)), Words(total.Cell));
        Assert.Equal((0, Words(new Cell())), (nothing.WindowCount, Words(nothing.Cell)));
    }

    [Theory]
    [InlineData(TopBy.Requests, "many,error,fast,none,slow")]
    [InlineData(TopBy.Errors, "error,many,fast,none,slow")]
    [InlineData(TopBy.Errors5xx, "error,many,fast,none,slow")]
    [InlineData(TopBy.ErrorRate, "error,many,fast,none,slow")]
    [InlineData(TopBy.P95, "slow,many,error,fast,none")]
    [InlineData(TopBy.P99, "slow,many,error,fast,none")]
    [InlineData(TopBy.Bytes, "none,many,error,fast,slow")]
    public async Task Top_ByEveryOrder_IsGreatestFirst(TopBy by, string expected)
    {
        var error = new WindowCell(Dimension.Endpoint, "error", Cell(50, 50));
        error.Cell.Status4xx = 1;
        error.Cell.Status5xx = 1;
        var noLatency = new WindowCell(Dimension.Endpoint, "none", new Cell { Requests = 1, Bytes = 1_000_000 });
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, EndpointCell("many", 60, 60, 60), EndpointCell("fast", 1, 2), EndpointCell("slow", 1_000_000), error, noLatency));
        var reader = new WindowReader(store);

        string[] names = expected.Split(',');
        Assert.Equal(names, (await reader.TopAsync(Dimension.Endpoint, 10, by, s_everything, Cancellation)).Select(entry => entry.Value));
        Assert.Equal(
            names[..2], (await reader.TopAsync(Dimension.Endpoint, 2, by, s_everything, Cancellation)).Select(entry => entry.Value));
    }

    [Fact]
    public async Task Totals_ForAStoreWithoutRows_AreEmpty()
    {
        IWindowStore store = await provider.CreateAsync();

        Assert.Empty(await new WindowReader(store).TotalsAsync(Dimension.Region, s_everything, Cancellation));
    }

    [Fact]
    public async Task Stream_OfSeveralDimensions_BringsEveryRowOnce()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, [.. Enumerable.Range(0, 300).Select(i => EndpointCell($"e{i}", 1)), new(Dimension.Region, "eu", Cell(1)), new(Dimension.Status, "200", Cell(1))]),
            Segment(2, StartSeconds + 60, EndpointCell("e7", 1)));

        List<WindowRow> rows = await new WindowReader(store).StreamAsync(
            [Dimension.Endpoint, Dimension.Status], s_everything, Cancellation).ToListAsync();

        Assert.Equal(302, rows.Count);
        Assert.Equal(302, rows.Select(row => (row.Dimension, row.Value, row.Segment)).Distinct().Count());
    }

    [Fact]
    public async Task Stream_LeftEarly_EndsItsQueries()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, [.. Enumerable.Range(0, 3000).Select(i => EndpointCell($"e{i}", 1))]));
        var counting = new CountingStore(store);

        await foreach (
            WindowRow row in new WindowReader(counting, parallelQueries: 4).StreamAsync([Dimension.Endpoint], s_everything, Cancellation))
        {
            Assert.Equal(StartSeconds, row.Window.StartSeconds);
            break;
        }

        Assert.Equal(0, counting.Open);
        Assert.InRange(counting.MaxOpen, 1, 4);
        Assert.InRange(counting.Started, 1, 2999);
    }

    [Fact]
    public async Task Stream_WhoseQueryFails_FailsWithItsReason()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, [.. Enumerable.Range(0, 50).Select(i => EndpointCell($"e{i}", 1))]));
        var failing = new CountingStore(store) { FailAt = 20 };

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => new WindowReader(failing).TotalsAsync(Dimension.Endpoint, s_everything, Cancellation));

        Assert.Equal("query 20", exception.Message);
        Assert.Equal(0, failing.Open);
    }

    [Fact]
    public async Task Stream_WhenCancelled_Ends()
    {
        IWindowStore store = await PublishedAsync(
            Segment(1, StartSeconds, [.. Enumerable.Range(0, 50).Select(i => EndpointCell($"e{i}", 1))]));
        using var stop = new CancellationTokenSource();
        var counting = new CountingStore(store);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (WindowRow row in new WindowReader(counting).StreamAsync([Dimension.Endpoint], s_everything, stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        Assert.Equal(0, counting.Open);
    }

    private async Task<IWindowStore> PublishedAsync(params Segment[] segments)
    {
        IWindowStore store = await provider.CreateAsync();
        foreach (Segment segment in segments)
        {
            await store.PublishAsync(Shard, segment, Cancellation);
        }

        return store;
    }
}

/// <summary>Readers over memory.</summary>
public sealed class MemoryReaderTests() : ReaderContract(new MemoryProvider());

/// <summary>Readers over DynamoDB.</summary>
public sealed class DynamoReaderTests(DynaliteFixture dynalite) : ReaderContract(dynalite);
