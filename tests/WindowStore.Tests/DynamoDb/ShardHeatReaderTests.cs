using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>The heat of shards is read from their ledgers, without what else is in them.</summary>
public sealed class ShardHeatReaderTests(DynaliteFixture dynalite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ManyShards_GivesTheHeatOfThoseThatHaveOne()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, new InstantTime(), new Random(1));
        string[] shards = [.. Enumerable.Range(0, 130).Select(ShardId)];
        for (int i = 0; i < shards.Length; i += 3)
        {
            LedgerItem item = Ledger(1) with { Heat = i == 3 ? default : HeatOf(i).Encode() };
            Assert.True(await store.TryWriteLedgerAsync(new ShardKey("logs", shards[i]), item, 0, Cancellation));
        }

        await store.TryWriteLedgerAsync(new ShardKey("other", shards[1]), Ledger(1) with { Heat = HeatOf(1).Encode() }, 0, Cancellation);
        await store.TryWriteLedgerAsync(new ShardKey("logs", shards[0], 3600), Ledger(1), 0, Cancellation);

        IReadOnlyDictionary<string, ShardHeat> heats = await ReaderOf(options).ReadAsync("logs", [.. shards, shards[0]], Cancellation);

        Assert.Equal(shards.Where((_, i) => i % 3 == 0 && i != 3), heats.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HeatOf(126).Recent, heats[shards[126]].Recent);
    }

    [Fact]
    public async Task Read_HeatOfAnotherVersion_NamesTheItem()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        var store = new DynamoWindowStore(dynalite.Client, options, new InstantTime(), new Random(1));
        await store.TryWriteLedgerAsync(Shard, Ledger(1) with { Heat = new byte[] { 99, 1 } }, 0, Cancellation);

        CorruptRowException exception = await Assert.ThrowsAsync<CorruptRowException>(
            () => ReaderOf(options).ReadAsync("logs", [Shard.ShardId], Cancellation));

        Assert.Contains(
            $"pk='{Shard}': attribute 'heat' Heat of a shard has the unknown version 99", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhatTheTableLeft_IsAskedForAgain()
    {
        using var client = new PartialClient();
        var reader = new ShardHeatReader(client, new WindowStoreOptions(), new InstantTime(), new Random(1));

        IReadOnlyDictionary<string, ShardHeat> heats = await reader.ReadAsync("logs", Enumerable.Range(0, 5).Select(ShardId), Cancellation);

        Assert.Equal(5, heats.Count);
        Assert.Equal(5, client.Requests);
    }

    private ShardHeatReader ReaderOf(WindowStoreOptions options) => new(dynalite.Client, options, new InstantTime(), new Random(1));

    private static ShardHeat HeatOf(int shard)
    {
        var heat = new ShardHeat();
        heat.Add(StartSeconds * 1000, shard);
        heat.Add((StartSeconds * 1000) + 11_000, 100);
        return heat;
    }

    // Answers one key of each request.
    private sealed class PartialClient() : Amazon.DynamoDBv2.AmazonDynamoDBClient(
        DynaliteFixture.Credentials, Amazon.RegionEndpoint.USEast1)
    {
        public int Requests { get; private set; }

        public override Task<BatchGetItemResponse> BatchGetItemAsync(
            BatchGetItemRequest request, CancellationToken cancellationToken = default)
        {
            Requests++;
            (string table, KeysAndAttributes asked) = request.RequestItems.Single();
            Dictionary<string, AttributeValue> item = new(asked.Keys[0]) { ["heat"] = new AttributeValue { B = new MemoryStream(HeatOf(1).Encode()) } };
            var rest = new Dictionary<string, KeysAndAttributes>();
            if (asked.Keys.Count > 1)
            {
                rest[table] = new KeysAndAttributes { Keys = asked.Keys[1..], ProjectionExpression = asked.ProjectionExpression, ExpressionAttributeNames = asked.ExpressionAttributeNames };
            }

            return Task.FromResult(new BatchGetItemResponse { Responses = new() { [table] = [item] }, UnprocessedKeys = rest });
        }
    }
}
