using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>A damaged item is named by table, key and attribute; it is never read as a number.</summary>
public sealed class CorruptRowTests(DynaliteFixture dynalite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("requests", null, "is missing or no number")]
    [InlineData("bytes", "1.5", "is 1.5, not a 64-bit integer")]
    [InlineData("bytes", "99999999999999999999", "is 99999999999999999999, not a 64-bit integer")]
    [InlineData("latencyCount", "3", "holds 2 latencies, but latencyCount is 3")]
    [InlineData("latencySketch", null, "holds 0 latencies, but latencyCount is 2")]
    [InlineData("latencySketch", "7", "is not binary")]
    [InlineData("expiresAt", null, "is missing or no number")]
    public async Task Row_WithABadAttribute_IsNamed(string attribute, string? number, string problem)
    {
        CorruptRowException exception = await QueryAsync(item =>
        {
            item.Remove(attribute);
            if (number is not null)
            {
                item[attribute] = new AttributeValue { N = number };
            }
        });

        Assert.Contains(
            "item pk='60#endpoint#GET /', sk='2026-03-01T12:00:00Z#logs#shardId-000000000001#0000000000000001'",
            exception.Message,
            StringComparison.Ordinal);
        Assert.EndsWith($"{problem}.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_WithADamagedSketch_IsNamed()
    {
        CorruptRowException exception = await QueryAsync(
            item => item["latencySketch"] = new AttributeValue { B = new MemoryStream([250, 1, 2]) });

        Assert.Contains("attribute 'latencySketch' can't be read", exception.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(exception.InnerException);
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00Z")]
    [InlineData("2026-03-01T12:00:00Z#shard")]
    [InlineData("2026-03-01T12:00:00Z#shard#x")]
    [InlineData("2026-03-01T12:00:61Z#shard#1")]
    [InlineData("2026-03-01T12:00:00Z##1")]
    public async Task Row_WithAStrangeSortKey_IsNamed(string sort)
    {
        CorruptRowException exception = await QueryAsync(item => item["sk"] = new AttributeValue { S = sort });

        Assert.Contains(
            $"sk='{sort}': attribute 'sk' is not 'yyyy-MM-ddTHH:mm:ssZ#stream#shardId#segment'",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_WithABadAttribute_IsNamed()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, new InstantTime(), new Random(1));
        await dynalite.Client.PutItemAsync(
            options.LedgerTable, new() { ["pk"] = new() { S = "logs#" }, ["version"] = new() { N = "1" } }, Cancellation);

        CorruptRowException read = await Assert.ThrowsAsync<CorruptRowException>(
            () => store.ReadLedgerAsync(new ShardKey("logs", ""), Cancellation));
        CorruptRowException list = await Assert.ThrowsAsync<CorruptRowException>(() => store.ListLedgersAsync(Cancellation).ToListAsync());

        Assert.Equal(
            $"Table '{options.LedgerTable}', item pk='logs#': attribute 'lastSequenceNumber' is missing or no string.", read.Message);
        Assert.Contains("'logs#' is not a ledger key", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListLedgers_ForeignItemsBetweenLedgers_ComeAfterAllLedgers()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, new InstantTime(), new Random(1));
        for (int shard = 0; shard < 8; shard++)
        {
            Assert.True(await store.TryWriteLedgerAsync(new ShardKey("logs", $"shardId-{shard}"), Ledger(1), 0, Cancellation));
            await dynalite.Client.PutItemAsync(
                options.LedgerTable, new() { ["pk"] = new() { S = $"lock-{shard}" }, ["owner"] = new() { S = "somebody" } }, Cancellation);
        }

        List<LedgerHead> heads = [];
        CorruptRowException exception = await Assert.ThrowsAsync<CorruptRowException>(async () =>
        {
            await foreach (LedgerHead head in store.ListLedgersAsync(Cancellation))
            {
                heads.Add(head);
            }
        });

        Assert.Equal(8, heads.Count);
        Assert.Contains("item pk='lock-", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Stores one row, damages it behind the store's back, and reads it.</summary>
    private async Task<CorruptRowException> QueryAsync(Action<Dictionary<string, AttributeValue>> damage)
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, new InstantTime(), new Random(1));
        Dictionary<string, AttributeValue> item = WindowRowCodec.Encode(
            Shard, Segment(1, StartSeconds, EndpointCell("GET /", 1, 2)), EndpointCell("GET /", 1, 2), StartSeconds + 1000);
        damage(item);
        await dynalite.Client.PutItemAsync(options.WindowsTable, item, Cancellation);
        return await Assert.ThrowsAsync<CorruptRowException>(
            () => store.QueryRowsAsync(new RowQuery(60, Dimension.Endpoint, "GET /", 0, long.MaxValue), Cancellation).ToListAsync());
    }
}
