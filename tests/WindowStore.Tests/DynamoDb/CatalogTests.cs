using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>The catalog costs next to nothing and never forgets a value that has rows.</summary>
public sealed class CatalogTests(DynaliteFixture dynalite)
{
    private readonly InstantTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Value_SeenAgainTheSameDay_IsPutOnce()
    {
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client);

        await PublishAsync(store, 1, "a", "b");
        await PublishAsync(store, 2, "a", "b", "c");
        Assert.Equal(["a", "b", "c"], CatalogPuts(client));

        _time.Advance(TimeSpan.FromDays(1));
        await PublishAsync(store, 3, "a");
        Assert.Equal(["a", "b", "c", "a"], CatalogPuts(client));
    }

    [Fact]
    public async Task Value_WhosePutFailed_IsPutAgain()
    {
        bool isDenied = true;
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => isDenied ? Fault.Denied : Fault.None);
        DynamoWindowStore store = await CreateAsync(client);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => PublishAsync(store, 1, "a"));
        isDenied = false;
        await PublishAsync(store, 1, "a");

        Assert.Equal(["a"], await store.ListValuesAsync(Dimension.Endpoint, Cancellation).ToListAsync());
    }

    [Fact]
    public async Task Memory_WhenFull_StartsAnewAndStaysRight()
    {
        using var client = new FaultyDynamoDbClient(dynalite.ClientConfig, _ => Fault.None);
        DynamoWindowStore store = await CreateAsync(client, new() { CatalogMemoryValues = 2 });

        await PublishAsync(store, 1, "a", "b", "c");
        await PublishAsync(store, 2, "a", "b", "c");

        // c did not fit beside a and b, so it took their place.
        Assert.Equal(["a", "b", "c", "a", "b"], CatalogPuts(client));
        Assert.Equal(["a", "b", "c"], await store.ListValuesAsync(Dimension.Endpoint, Cancellation).ToListAsync());
    }

    [Fact]
    public async Task ListValues_FromYesterday_LeavesOutWhatWasSeenLastWeek()
    {
        DynamoWindowStore store = await CreateAsync(dynalite.Client);
        await PublishAsync(store, 1, "scanned once", "busy");
        _time.Advance(TimeSpan.FromDays(6));
        await PublishAsync(store, 2, "busy");
        long now = _time.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(["busy"], await store.ListValuesAsync(Dimension.Endpoint, now - 86_400, Cancellation).ToListAsync());
        Assert.Equal(["busy", "scanned once"], await store.ListValuesAsync(Dimension.Endpoint, now - (6 * 86_400), Cancellation).ToListAsync());
    }

    [Fact]
    public async Task CatalogRow_OutlivesEveryRowPublishedUnderIt()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, _time, new Random(1));
        await PublishAsync(store, 1, "a");
        // The last moment at which the memory still says that the catalog need not be written.
        _time.Advance(TimeSpan.FromSeconds(86_400 - (StartSeconds % 86_400) - 1));
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        long hour = now / 3600 * 3600;
        await store.PublishAsync(Shard, Core.Ledger.Segment.FromCells(new WindowKey(3600, hour - 3600), 2, now, [EndpointCell("a", 1)]), Cancellation);

        _time.Advance(TimeSpan.FromSeconds((400 * 86_400) - (now - hour) - 1));

        Assert.Equal(["a"], await store.ListValuesAsync(Dimension.Endpoint, Cancellation).ToListAsync());
        Assert.Single(await store.QueryRowsAsync(new RowQuery(3600, Dimension.Endpoint, "a", 0, long.MaxValue), Cancellation).ToListAsync());
    }

    private async Task<DynamoWindowStore> CreateAsync(Amazon.DynamoDBv2.IAmazonDynamoDB client, WindowStoreOptions? options = null) =>
        new(client, await dynalite.CreateTablesAsync(options), _time, new Random(1));

    private Task PublishAsync(DynamoWindowStore store, long number, params string[] values) =>
        store.PublishAsync(Shard, Segment(number, _time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60, [.. values.Select(value => EndpointCell(value, 1))]), Cancellation);

    private static IEnumerable<string> CatalogPuts(FaultyDynamoDbClient client) =>
        client.Calls.OfType<BatchWriteItemRequest>()
            .SelectMany(call => call.RequestItems.Single().Value)
            .Select(put => put.PutRequest.Item)
            .Where(item => item[TableSchema.PartitionKey].S == "catalog#endpoint")
            .Select(item => item[TableSchema.SortKey].S);
}
