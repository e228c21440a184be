using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>The tables in DynamoDB (docs/data.md). One put per batch of records; rows only when windows freeze.</summary>
public sealed class DynamoWindowStore : IWindowStore
{
    private const string VersionIsExpected = "#version = :expected";
    private const string DoesNotExist = "attribute_not_exists(#pk)";
    private const string HeadAttributes = "#pk, #version, #updatedAtMs, #hasOpenWindows, #hasOutbox";

    private static readonly Dictionary<string, string> s_versionName = new() { ["#version"] = TableSchema.Version };
    private static readonly Dictionary<string, string> s_keyName = new() { ["#pk"] = TableSchema.PartitionKey };
    private static readonly Dictionary<string, string> s_keyNames =
        new() { ["#pk"] = TableSchema.PartitionKey, ["#sk"] = TableSchema.SortKey };

    private static readonly Dictionary<string, string> s_headNames = new()
    {
        ["#pk"] = TableSchema.PartitionKey,
        ["#version"] = TableSchema.Version,
        ["#updatedAtMs"] = TableSchema.UpdatedAtMs,
        ["#hasOpenWindows"] = TableSchema.HasOpenWindows,
        ["#hasOutbox"] = TableSchema.HasOutbox,
    };

    private readonly IAmazonDynamoDB _client;
    private readonly WindowStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly RetryPolicy _retries;
    private readonly TableClient _tables;
    private readonly CatalogWriter _catalog;

    /// <param name="client">
    /// From <see cref="DynamoClientFactory"/>, so that its timeouts and retries fit; stays the caller's.
    /// </param>
    /// <param name="options">Tables, life of rows, patience.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="random">For the jitter of retries and the mark of this writer; need not be thread-safe.</param>
    /// <param name="catalogPostponed">
    /// Told when the table did not take lists of the catalog: how many wait for the next segment, and why. Rows are not held up by it.
    /// </param>
    public DynamoWindowStore(
        IAmazonDynamoDB client, WindowStoreOptions options, TimeProvider time, Random random, Action<int, Exception?>? catalogPostponed = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate();
        _client = client;
        _options = options;
        _time = time;
        _retries = new RetryPolicy(options, time, random);
        _tables = new TableClient(client, _retries);
        _catalog = new CatalogWriter(client, options, time, random, catalogPostponed);
    }

    /// <inheritdoc/>
    public async Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = _options.LedgerTable,
            Key = new Item(1) { [TableSchema.PartitionKey] = new AttributeValue { S = shard.ToString() } },
            ConsistentRead = true,
        };
        GetItemResponse response = await _tables.CallAsync(
            static (client, request, token) => client.GetItemAsync(request, token),
            request,
            ("Reading the ledger of", shard, _options.LedgerTable),
            cancellationToken);
        return response.Item is { Count: > 0 } item ? LedgerItemCodec.Decode(item, _options.LedgerTable) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
    {
        LedgerRules.Check(shard, item, expectedVersion);
        var request = new PutItemRequest { TableName = _options.LedgerTable, Item = LedgerItemCodec.Encode(shard, item) };
        if (expectedVersion == 0)
        {
            request.ConditionExpression = DoesNotExist;
            request.ExpressionAttributeNames = s_keyName;
        }
        else
        {
            request.ConditionExpression = VersionIsExpected;
            request.ExpressionAttributeNames = s_versionName;
            request.ExpressionAttributeValues = new Item(1) { [":expected"] = ItemReader.Number(expectedVersion) };
        }

        try
        {
            await _tables.CallAsync(
                static (client, request, token) => client.PutItemAsync(request, token),
                request,
                ("Writing the ledger of", shard, _options.LedgerTable),
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerHead> ListLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ScanRequest
        {
            TableName = _options.LedgerTable,
            ProjectionExpression = HeadAttributes,
            ExpressionAttributeNames = s_headNames,
        };
        CorruptRowException? foreign = null;
        do
        {
            ScanResponse page = await _tables.CallAsync(
                static (client, request, token) => client.ScanAsync(request, token),
                request,
                ("Listing", "ledgers", _options.LedgerTable),
                cancellationToken);
            foreach (Item item in LedgersOf(page))
            {
                if (TryDecodeHead(item, ref foreign) is { } head)
                {
                    yield return head;
                }
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        if (foreign is not null)
        {
            throw foreign;
        }
    }

    // The archive's positions lie in the same table, under keys that no ledger has.
    private static IEnumerable<Item> LedgersOf(ScanResponse page) =>
        (page.Items ?? []).Where(static item =>
            item.GetValueOrDefault(TableSchema.PartitionKey)?.S?.EndsWith(TableSchema.ArchiveKeySuffix, StringComparison.Ordinal) != true);

    // An item that is no ledger must not hide those behind it: the first one is told at the end.
    private LedgerHead? TryDecodeHead(Item item, ref CorruptRowException? foreign)
    {
        try
        {
            return LedgerItemCodec.DecodeHead(item, _options.LedgerTable);
        }
        catch (CorruptRowException exception)
        {
            foreign ??= exception;
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        await new SegmentPublisher(_client, _options, _retries, shard, segment).PublishAsync(cancellationToken);
        await _catalog.ListAsync(shard, segment, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.FromSeconds >= query.ToSeconds)
        {
            yield break; // BETWEEN refuses bounds in the wrong order
        }

        query = query with { Value = TableSchema.StoredValue(query.Value) };
        var request = new QueryRequest
        {
            TableName = _options.WindowsTable,
            KeyConditionExpression = "#pk = :pk AND #sk BETWEEN :from AND :to",
            ExpressionAttributeNames = s_keyNames,
            ExpressionAttributeValues = new Item(3)
            {
                [":pk"] = new AttributeValue { S = TableSchema.RowPartition(query.WindowSeconds, query.Dimension, query.Value) },
                [":from"] = new AttributeValue { S = TableSchema.WindowStart(query.FromSeconds) },
                [":to"] = new AttributeValue { S = TableSchema.WindowStart(query.ToSeconds) },
            },
            ConsistentRead = query.IsConsistent,
        };
        await foreach (Item item in QueryAsync(request, cancellationToken))
        {
            WindowRow row = WindowRowCodec.Decode(item, query, _options.WindowsTable);
            if (row.ExpiresAtSeconds > _time.GetUtcNow().ToUnixTimeSeconds())
            {
                yield return row;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ScanRequest { TableName = _options.LedgerTable, ConsistentRead = true };
        do
        {
            ScanResponse page = await _tables.CallAsync(
                static (client, request, token) => client.ScanAsync(request, token),
                request,
                ("Reading", "ledgers", _options.LedgerTable),
                cancellationToken);
            foreach (Item item in LedgersOf(page))
            {
                yield return (
                    LedgerItemCodec.DecodeHead(item, _options.LedgerTable).Shard, LedgerItemCodec.Decode(item, _options.LedgerTable));
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedValue> ListValuesAsync(
        Dimension dimension, WindowRange range, bool isConsistent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = new CatalogReader(QueryAsync, _options, _time);
        IReadOnlyCollection<ListedValue> values = await catalog.ReadAsync(dimension, range, isConsistent, cancellationToken);
        foreach (ListedValue value in values.OrderBy(listed => listed.Value, Utf8Order.Instance))
        {
            yield return value;
        }
    }

    /// <summary>All pages of a query, one request ahead of nobody: a page is up to 1 MB.</summary>
    private async IAsyncEnumerable<Item> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string, object, string) what = ("Querying", request.ExpressionAttributeValues[":pk"].S, _options.WindowsTable);
        do
        {
            QueryResponse page = await _tables.CallAsync(
                static (client, request, token) => client.QueryAsync(request, token), request, what, cancellationToken);
            foreach (Item item in page.Items ?? [])
            {
                yield return item;
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }
}
