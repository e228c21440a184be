using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore.Tests;

[assembly: AssemblyFixture(typeof(DynaliteFixture))]

namespace LogFunctions.WindowStore.Tests;

/// <summary>One dynalite for all tests; every test gets tables of its own.</summary>
public sealed class DynaliteFixture : IStoreProvider, IAsyncLifetime
{
    private Emulator? _emulator;
    private AmazonDynamoDBClient? _client;
    private int _tableNumber;

    /// <summary>A plain client, for tests to look behind the store's back.</summary>
    public AmazonDynamoDBClient Client => _client ?? throw new InvalidOperationException("The emulator was not started.");

    /// <summary>Settings of clients that faults are injected into.</summary>
    public AmazonDynamoDBConfig ClientConfig => new() { ServiceURL = _emulator!.Endpoint.ToString(), MaxErrorRetry = 0 };

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("test", "test");

    public async ValueTask InitializeAsync()
    {
        _emulator = await Emulator.StartDynaliteAsync(new EmulatorOptions { StateChangeMs = 1 });
        _client = new AmazonDynamoDBClient(Credentials, ClientConfig);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    public async Task<IWindowStore> CreateAsync(WindowStoreOptions? options = null, TimeProvider? time = null) =>
        new DynamoWindowStore(Client, await CreateTablesAsync(options), time ?? new InstantTime(), new Random(1));

    /// <summary>New tables; the options say how they are called.</summary>
    public async Task<WindowStoreOptions> CreateTablesAsync(WindowStoreOptions? options = null)
    {
        int number = Interlocked.Increment(ref _tableNumber);
        options = (options ?? new WindowStoreOptions()) with { LedgerTable = $"Ledger{number}", WindowsTable = $"Windows{number}" };
        await Task.WhenAll(
            CreateTableAsync(options.LedgerTable, TableSchema.PartitionKey),
            CreateTableAsync(options.WindowsTable, TableSchema.PartitionKey, TableSchema.SortKey));
        return options;
    }

    /// <summary>Every item of a table, by key, in a form that two states can be compared in.</summary>
    public async Task<SortedDictionary<string, string>> DumpAsync(string table)
    {
        SortedDictionary<string, string> dump = new(StringComparer.Ordinal);
        var request = new ScanRequest { TableName = table, ConsistentRead = true };
        do
        {
            ScanResponse page = await Client.ScanAsync(request, TestContext.Current.CancellationToken);
            foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
            {
                string key = item[TableSchema.PartitionKey].S + " | " + item.GetValueOrDefault(TableSchema.SortKey)?.S;
                dump.Add(key, string.Join("; ", item.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Describe)));
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return dump;
    }

    private async Task CreateTableAsync(string name, params string[] keys)
    {
        await Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [.. keys.Select(key => new AttributeDefinition(key, ScalarAttributeType.S))],
            KeySchema = [.. keys.Select((key, index) => new KeySchemaElement(key, index == 0 ? KeyType.HASH : KeyType.RANGE))],
        });
        while ((await Client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Yield();
        }
    }

    private static string Describe(KeyValuePair<string, AttributeValue> attribute)
    {
        AttributeValue value = attribute.Value;
        string text = value.S ?? value.N ?? (value.B is null ? value.BOOL.ToString() : Convert.ToBase64String(value.B.ToArray()))!;
        return $"{attribute.Key}={text}";
    }
}
