using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Benchmarks.WriteUnits;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.WriteUnits;

/// <summary>What the meter counts is what a DynamoDB API says it consumed, for the same traffic through the same code.</summary>
public sealed class MeterTests
{
    // Across the end of an hour, ten minutes: windows freeze, an hour freezes, rows and lists are written.
    private const int Seconds = 11 * 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Meter_OfTenMinutes_AgreesWithTheConsumedCapacityOfTheApi(bool isScanned)
    {
        var site = new Site("12 endpoints", 12, isScanned);
        using var metered = new MeteredDynamoDb();
        await new MeteredShard(
            metered, new WindowStoreOptions(), site, linesPerSecond: 50, batchingSeconds: 10).RunUntilAsync(Seconds, Token);

        await using Emulator dynalite = await Emulator.StartDynaliteAsync(
            new EmulatorOptions { StateChangeMs = 1 }, cancellationToken: Token);
        using var live = new ConsumedCapacityClient(dynalite.Endpoint);
        var options = new WindowStoreOptions();
        await CreateTableAsync(live, options.LedgerTable, TableSchema.PartitionKey);
        await CreateTableAsync(live, options.WindowsTable, TableSchema.PartitionKey, TableSchema.SortKey);
        await new MeteredShard(live, options, site, linesPerSecond: 50, batchingSeconds: 10).RunUntilAsync(Seconds, Token);

        foreach (Written kind in Enum.GetValues<Written>())
        {
            Assert.True(metered.Tally.Units(kind) > 0, $"{kind}: nothing was written");
            Assert.Equal((kind, metered.Tally.Units(kind)), (kind, live.Units(kind)));
        }
    }

    private static async Task CreateTableAsync(AmazonDynamoDBClient client, string name, params string[] keys)
    {
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [.. keys.Select(key => new AttributeDefinition(key, ScalarAttributeType.S))],
                KeySchema = [.. keys.Select((key, index) => new KeySchemaElement(key, index == 0 ? KeyType.HASH : KeyType.RANGE))],
            },
            Token);
        while ((await client.DescribeTableAsync(name, Token)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Yield();
        }
    }
}
