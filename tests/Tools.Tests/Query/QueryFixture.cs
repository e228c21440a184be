using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.Tools.Tests.Query;

/// <summary>A DynamoDB API with an hour of windows of two shards in it.</summary>
public sealed class QueryFixture : IAsyncLifetime
{
    /// <summary>2026-03-01T12:00:00Z: the hour before it has rows.</summary>
    public const long NowSeconds = 1_772_366_400;

    public const string Table = "test-WindowsTable-1A2B";

    private Emulator? _emulator;
    private AmazonDynamoDBClient? _client;

    public string Endpoint => _emulator!.Endpoint.ToString();

    public async ValueTask InitializeAsync()
    {
        _emulator = await Emulator.StartDynaliteAsync(new EmulatorOptions { StateChangeMs = 1 });
        _client = DynamoClientFactory.CreateLocal(_emulator.Endpoint);
        await CreateTableAsync(Table);
        await CreateTableAsync("unrelated");
        var store = new DynamoWindowStore(_client, new WindowStoreOptions { WindowsTable = Table }, TimeProvider.System, new Random(1));
        long frozenAt = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); // rows expire by the real clock of the readers' process
        for (int minute = 0; minute < 60; minute++)
        {
            var window = new WindowKey(60, NowSeconds - 3600 + (60 * minute));
            await PublishAsync(store, 1, Segment.FromCells(window, minute, frozenAt, Cells(minute)));
            await PublishAsync(store, 2, Segment.FromCells(window, minute, frozenAt, Cells(minute)));
        }

        await PublishAsync(store, 1, Segment.FromCells(new WindowKey(3600, NowSeconds - 3600), 100, frozenAt, Cells(7)));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    public async Task CreateTableAsync(string name)
    {
        await _client!.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S), new("sk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
        });
        while ((await _client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Yield();
        }
    }

    /// <summary>Per minute and shard: 10 requests to a quick endpoint, 2 to a slow one that fails, 1 to one with a name that bites terminals, 3 rejects.</summary>
    private static WindowCell[] Cells(int minute) =>
    [
        new(Dimension.All, DimensionNames.AllValue, Cell(13, failed: 2, latencyUs: 10_000)),
        new(Dimension.Endpoint, "GET /quick", Cell(10, failed: 0, latencyUs: 1000 + minute)),
        new(Dimension.Endpoint, "POST /slow", Cell(2, failed: 2, latencyUs: 2_000_000)),
        new(Dimension.Endpoint, "GET /[red]\u001b[31m\u202Ex", Cell(1, failed: 0, latencyUs: -1)),
        new(Dimension.Status, "200", Cell(11, failed: 0, latencyUs: 1000)),
        new(Dimension.Status, "503", Cell(2, failed: 2, latencyUs: 2_000_000)),
        new(Dimension.Reject, "timestamp.invalid", new Cell { Requests = 3 }),
    ];

    private static Cell Cell(int requests, int failed, long latencyUs)
    {
        var cell = new Cell { Requests = requests, Status2xx = requests - failed, Status5xx = failed, Bytes = 100 * requests };
        if (latencyUs >= 0)
        {
            cell.Latency.Add(latencyUs, requests);
            cell.LatencySumUs = requests * latencyUs;
            cell.LatencyMinUs = cell.LatencyMaxUs = latencyUs;
        }

        return cell;
    }

    private static Task PublishAsync(DynamoWindowStore store, int shard, Segment segment) =>
        store.PublishAsync(new ShardKey("logs", $"shardId-00000000000{shard}"), segment, CancellationToken.None);
}
