using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>The catalog costs next to nothing, holds nobody up, is bounded under scanning, and hides no line.</summary>
public sealed class CatalogTests(DynaliteFixture dynalite)
{
    private readonly InstantTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Value_SeenAgainInTheSameHour_IsListedOnce()
    {
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client);

        await PublishAsync(store, 1, "a", "b");
        await PublishAsync(store, 2, "a", "b", "c");
        Assert.Equal(["a b", "c"], Lists(client));

        _time.Advance(TimeSpan.FromHours(1));
        await PublishAsync(store, 3, "a");
        Assert.Equal(["a b", "c", "a"], Lists(client));
    }

    [Fact]
    public async Task Rows_AreStoredBeforeTheyAreListed()
    {
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client);

        await PublishAsync(store, 1, [.. Enumerable.Range(0, 60).Select(i => $"value {i}")]);

        Assert.Equal([false, false, false, true], client.Calls.OfType<BatchWriteItemRequest>().Select(IsOfCatalog));
    }

    [Fact]
    public async Task Catalog_ThatIsThrottled_HoldsUpNoRow()
    {
        bool isThrottled = true;
        using var client = new FaultyDynamoDbClient(
            dynalite.ClientConfig, request => isThrottled && request is BatchWriteItemRequest write && IsOfCatalog(write) ? Fault.Throttle : Fault.None);
        List<int> waiting = [];
        DynamoWindowStore store = await CreateAsync(client, postponed: (lists, _) => waiting.Add(lists));

        await PublishAsync(store, 1, "a");
        await PublishAsync(store, 2, "b");

        // Both are in rows; nothing was waited for longer than a second.
        Assert.Equal([1, 2], waiting);
        Assert.Empty(await store.ListAsync(Dimension.Endpoint));
        foreach (string value in (string[])["a", "b"])
        {
            Assert.Single(
                await store.QueryRowsAsync(new RowQuery(60, Dimension.Endpoint, value, 0, long.MaxValue), Cancellation).ToListAsync());
        }

        Assert.True(_time.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) <= TimeSpan.FromSeconds(2));

        // As soon as it works again, what waited is listed with the next segment, though that one has nothing new.
        isThrottled = false;
        await PublishAsync(store, 3, "a");
        Assert.Equal(["a", "b"], await store.ListAsync(Dimension.Endpoint));
    }

    [Fact]
    public async Task Catalog_ThatIsThrottledForLong_ListsAgainWhatItCouldNotKeep()
    {
        bool isThrottled = true;
        using var client = new FaultyDynamoDbClient(
            dynalite.ClientConfig, request => isThrottled && request is BatchWriteItemRequest write && IsOfCatalog(write) ? Fault.Throttle : Fault.None);
        DynamoWindowStore store = await CreateAsync(client);
        for (int i = 0; i < 70; i++)
        {
            await PublishAsync(store, i, $"value {i}");
        }

        isThrottled = false;
        for (int i = 0; i < 70; i++)
        {
            await PublishAsync(store, 100 + i, $"value {i}");
        }

        Assert.Equal(70, (await store.ListAsync(Dimension.Endpoint)).Count);
    }

    [Fact]
    public async Task Memory_WhenFull_StartsAnewAndStaysRight()
    {
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client, new() { CatalogMemoryValues = 2 });

        await PublishAsync(store, 1, "a", "b", "c");
        await PublishAsync(store, 2, "a", "b", "c");

        // c did not fit beside a and b, so it took their place.
        Assert.Equal(["a b c", "a b c"], Lists(client));
        Assert.Equal(["a", "b", "c"], await store.ListAsync(Dimension.Endpoint));
    }

    [Fact]
    public async Task ListValues_OfToday_LeavesOutWhatWasSeenLastWeek()
    {
        DynamoWindowStore store = await CreateAsync(dynalite.Client);
        await PublishAsync(store, 1, "scanned once", "busy");
        _time.Advance(TimeSpan.FromDays(6));
        await PublishAsync(store, 2, "busy");
        long now = _time.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(["busy"], await store.ListAsync(Dimension.Endpoint, new WindowRange(60, now - 86_400, now + 60)));
        Assert.Equal(
            ["busy", "scanned once"], await store.ListAsync(Dimension.Endpoint, new WindowRange(60, now - (6 * 86_400), now + 60)));
    }

    [Fact]
    public async Task Scanner_OfThousandsOfPaths_IsListedToABoundAndHidesNoLine()
    {
        const int Scanned = 500;
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client, new() { CatalogRareValues = 100, CatalogMinRequests = 5 });
        WindowCell[] site = [EndpointCell("GET /busy", 100, 100, 100, 100, 100, 100), EndpointCell(DimensionNames.Other, 1)];
        WindowCell[] paths = [.. Enumerable.Range(0, Scanned).Select(i => EndpointCell($"GET /{i}", 7, 9))];
        Cell all = Sum([.. site, .. paths]);

        await store.PublishAsync(Shard, Segment(1, StartSeconds, [new(Dimension.All, "*", all), .. paths, .. site]), Cancellation);

        List<string> listed = await store.ListAsync(Dimension.Endpoint);
        Assert.Equal(102, listed.Count); // the bound, and what is never rare: the busy endpoint and (other)
        Assert.Contains("GET /busy", listed);
        Assert.Contains(DimensionNames.Other, listed);
        Assert.Single(client.Calls.OfType<BatchWriteItemRequest>(), IsOfCatalog);

        // Every line is in the list, those of paths that are not listed under (other); by name they can be asked for.
        var reader = new WindowReader(store);
        IReadOnlyList<RangeAggregate> totals = await reader.TotalsAsync(Dimension.Endpoint, WindowRange.Everything(60), Cancellation);
        Assert.Equal(all.Requests, totals.Sum(total => total.Cell.Requests));
        Assert.Equal(1 + (2 * (Scanned - 100)), totals.Single(total => total.Value == DimensionNames.Other).Cell.Requests);
        Assert.Equal(Convert.ToHexString(all.Latency.ToArray()), Convert.ToHexString(
            Sum([.. totals.Select(total => new WindowCell(Dimension.Endpoint, total.Value, total.Cell))]).Latency.ToArray()));
        IReadOnlyList<WindowAggregate> windows = await reader.ReadAsync(Dimension.Endpoint, null, WindowRange.Everything(60), Cancellation);
        Assert.Equal(
            totals.Select(total => (total.Value, total.Cell.Requests)), windows.Select(window => (window.Value, window.Cell.Requests)));
        Assert.Equal(2, (await reader.TotalAsync(Dimension.Endpoint, "GET /499", WindowRange.Everything(60), Cancellation)).Cell.Requests);
    }

    [Fact]
    public async Task List_OfMoreValuesThanAreAskedFor_TakesTheBusiestAndHidesNoLine()
    {
        DynamoWindowStore store = await CreateAsync(dynalite.Client);
        WindowCell[] cells = [.. Enumerable.Range(1, 30).Select(i => EndpointCell($"GET /{i:D2}", [.. Enumerable.Repeat(100L, i)]))];
        await store.PublishAsync(Shard, Segment(1, StartSeconds, [new(Dimension.All, "*", Sum(cells)), .. cells]), Cancellation);

        IReadOnlyList<RangeAggregate> totals = await new WindowReader(store) { MaxValues = 3 }.TotalsAsync(
            Dimension.Endpoint, WindowRange.Everything(60), Cancellation);

        Assert.Equal(
            [("(other)", (27 * 28) / 2), ("GET /28", 28), ("GET /29", 29), ("GET /30", 30)],
            totals.Select(total => (total.Value, total.Cell.Requests)));
    }

    [Fact]
    public async Task List_OutlivesEveryRowThatItStandsFor()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, _time, new Random(1));
        long day = StartSeconds / 86_400 * 86_400;

        // The first hour of a day lists a; the last one relies on it.
        await store.PublishAsync(
            Shard, Core.Ledger.Segment.FromCells(new WindowKey(3600, day), 1, day + 3700, [EndpointCell("a", 1)]), Cancellation);
        var last = new WindowKey(3600, day + 86_400 - 3600);
        await store.PublishAsync(
            Shard, Core.Ledger.Segment.FromCells(last, 2, last.EndSeconds + 100, [EndpointCell("a", 1)]), Cancellation);

        _time.Advance(TimeSpan.FromSeconds(last.EndSeconds + (400 * 86_400L) - StartSeconds - 1));

        Assert.Equal(["a"], await store.ListAsync(Dimension.Endpoint, WindowRange.Everything(3600)));
        Assert.Single(
            await store.QueryRowsAsync(new RowQuery(3600, Dimension.Endpoint, "a", 0, long.MaxValue), Cancellation).ToListAsync());
    }

    [Fact]
    public async Task List_WouldEndBeforeTheRow_IsWrittenAnew()
    {
        DynamoWindowStore store = await CreateAsync(dynalite.Client);
        var window = new WindowKey(60, StartSeconds);
        await store.PublishAsync(Shard, Core.Ledger.Segment.FromCells(window, 1, window.EndSeconds, [EndpointCell("a", 1)]), Cancellation);

        // Frozen so late that its rows live longer.
        await store.PublishAsync(
            Shard, Core.Ledger.Segment.FromCells(window, 2, window.EndSeconds + (20 * 86_400), [EndpointCell("a", 1)]), Cancellation);
        _time.Advance(TimeSpan.FromDays(20));

        Assert.Equal(["a"], await store.ListAsync(Dimension.Endpoint));
        Assert.Single(await store.QueryRowsAsync(new RowQuery(60, Dimension.Endpoint, "a", 0, long.MaxValue), Cancellation).ToListAsync());
    }

    [Fact]
    public async Task List_OfLongNames_IsSplitAndReadAsOne()
    {
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client);
        string[] values = [.. Enumerable.Range(0, 300).Select(i => $"{i:D3}{new string('x', 900)}")];

        await PublishAsync(store, 1, values);

        Assert.Equal(5, Lists(client).Count());
        Assert.Equal(values, await store.ListAsync(Dimension.Endpoint));
    }

    private async Task<DynamoWindowStore> CreateAsync(
        IAmazonDynamoDB client, WindowStoreOptions? options = null, Action<int, Exception?>? postponed = null) =>
        new(client, await dynalite.CreateTablesAsync(options), _time, new Random(1), postponed);

    private Task PublishAsync(DynamoWindowStore store, long number, params string[] values) => store.PublishAsync(
        Shard, Segment(number, _time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60, [.. values.Select(value => EndpointCell(value, 1))]), Cancellation);

    private static Cell Sum(params WindowCell[] cells)
    {
        var sum = new Cell();
        foreach (WindowCell cell in cells)
        {
            sum.Merge(cell.Cell);
        }

        return sum;
    }

    private static bool IsOfCatalog(BatchWriteItemRequest write) =>
        write.RequestItems.Single().Value.All(
            put => put.PutRequest.Item[TableSchema.PartitionKey].S.StartsWith("catalog#", StringComparison.Ordinal));

    // The values of every list that was put, in order.
    private static IEnumerable<string> Lists(FaultyDynamoDbClient client) =>
        client.Calls.OfType<BatchWriteItemRequest>().Where(IsOfCatalog)
            .SelectMany(call => call.RequestItems.Single().Value)
            .Select(put => string.Join(
                ' ', CatalogCodec.DecodeList(put.PutRequest.Item[TableSchema.Values].B.ToArray()).Select(entry => entry.Value)));
}
