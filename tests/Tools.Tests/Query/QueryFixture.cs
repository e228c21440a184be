using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
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

    public const string LedgerTable = "test-LedgerTable-3C4D";

    private Emulator? _emulator;
    private AmazonDynamoDBClient? _client;

    public string Endpoint => _emulator!.Endpoint.ToString();

    public async ValueTask InitializeAsync()
    {
        _emulator = await Emulator.StartDynaliteAsync(new EmulatorOptions { StateChangeMs = 1 });
        _client = DynamoClientFactory.CreateLocal(_emulator.Endpoint);
        await CreateTableAsync(Table);
        await CreateTableAsync("unrelated");
        await CreateTableAsync(LedgerTable, isLedger: true);
        await CreateTableAsync("other-LedgerTable-1A2B", isLedger: true);
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

    /// <summary>Tables of their own, with one line a minute and shard in open windows: of two streams, in ledgers only.</summary>
    public async Task<(string Windows, string Ledgers)> CreateLiveAsync()
    {
        (string windows, string ledgers) = ($"live{Guid.NewGuid():N}-W", $"live{Guid.NewGuid():N}-L");
        await CreateTableAsync(windows);
        await CreateTableAsync(ledgers, isLedger: true);
        var store = new DynamoWindowStore(
            _client!, new WindowStoreOptions { WindowsTable = windows, LedgerTable = ledgers }, TimeProvider.System, new Random(1));
        var context = new LedgerContext(new LedgerOptions(), new EndpointTemplater(new EndpointOptions()).Write, hashSeed: 1);
        foreach (string stream in (string[])["first", "second"])
        {
            var ledger = new ShardLedger(context);
            ledger.ObserveArrival(NowSeconds * 1000);
            Count(ledger, NowSeconds - 61, "/api/users");
            Count(ledger, NowSeconds - 40, $"/{stream}");
            ledger.FreezePassed(NowSeconds * 1000); // nothing: 30 s of lateness have not passed in event time
            var item = new LedgerItem
            {
                Version = 1,
                LastSequenceNumber = default,
                UpdatedAtMs = NowSeconds * 1000,
                HasOpenWindows = true,
                HasOutbox = false,
                Blob = ledger.Encode().ToArray(),
            };
            if (!await store.TryWriteLedgerAsync(new ShardKey(stream, "shardId-000000000000"), item, 0, CancellationToken.None))
            {
                throw new InvalidOperationException("the ledger is there already");
            }
        }

        return (windows, ledgers);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    /// <summary>A table of windows, or of ledgers.</summary>
    public async Task CreateTableAsync(string name, bool isLedger = false)
    {
        string[] keys = isLedger ? ["pk"] : ["pk", "sk"];
        await _client!.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [.. keys.Select(key => new AttributeDefinition(key, ScalarAttributeType.S))],
            KeySchema = [.. keys.Select((key, i) => new KeySchemaElement(key, i == 0 ? KeyType.HASH : KeyType.RANGE))],
        });
        while ((await _client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Yield();
        }
    }

    /// <summary>
    /// Per minute and shard: 10 requests to a quick endpoint, 2 to a slow one that fails, 1 to one with a name that bites terminals, 3
    /// rejects.
    /// </summary>
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

    private static void Count(ShardLedger ledger, long seconds, string target)
    {
        var record = new LogRecord
        {
            TimestampMs = seconds * 1000,
            Method = "GET"u8,
            Target = System.Text.Encoding.UTF8.GetBytes(target),
            Region = ""u8,
            Status = 200,
            LatencyUs = 1000,
            ResponseBytes = 1,
        };
        ledger.Count(in record);
    }

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
