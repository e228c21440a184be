using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>
/// What shards received in the last two minutes, from their ledgers without the blobs: for whoever decides how many shards a stream needs. A batch
/// is seen as soon as it is counted. It needs <c>dynamodb:BatchGetItem</c> on table Ledger. Safe for concurrent use.
/// </summary>
/// <remarks>
/// DynamoDB bills a read by the whole item, half a unit per started 4 KB: for a shard with a ledger of 10 KB 1.5 units, once a minute some cents a month.
/// </remarks>
public sealed class ShardHeatReader
{
    private const int MaxKeysPerRequest = 100; // DynamoDB's limit

    private static readonly Dictionary<string, string> s_names = new() { ["#pk"] = TableSchema.PartitionKey, ["#heat"] = TableSchema.Heat };

    private readonly WindowStoreOptions _options;
    private readonly RetryPolicy _retries;
    private readonly TableClient _tables;

    /// <param name="client">From <see cref="DynamoClientFactory"/>; stays the caller's.</param>
    /// <param name="options">Table and patience.</param>
    /// <param name="time">Timers of retries.</param>
    /// <param name="random">For the jitter of retries; need not be thread-safe.</param>
    public ShardHeatReader(IAmazonDynamoDB client, WindowStoreOptions options, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate();
        _options = options;
        _retries = new RetryPolicy(options, time, random);
        _tables = new TableClient(client, _retries);
    }

    /// <summary>Reads the heat of shards, eventually consistent (a second behind, at most).</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="shardIds">Which of its shards; each once.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By shard; those without a ledger, or of which nothing was counted yet, are not there.</returns>
    /// <exception cref="StoreUnavailableException">The table did not answer in time, or refused.</exception>
    /// <exception cref="CorruptRowException">A heat can't be read; it names the item.</exception>
    public async Task<IReadOnlyDictionary<string, ShardHeat>> ReadAsync(string stream, IEnumerable<string> shardIds, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        ArgumentNullException.ThrowIfNull(shardIds);
        Dictionary<string, ShardHeat> heats = new(StringComparer.Ordinal);
        foreach (string[] chunk in shardIds.Distinct(StringComparer.Ordinal).Chunk(MaxKeysPerRequest))
        {
            await ReadAsync([.. chunk.Select(shardId => KeyOf(new ShardKey(stream, shardId)))], heats, cancellationToken);
        }

        return heats;
    }

    private static Item KeyOf(ShardKey shard) => new(1) { [TableSchema.PartitionKey] = new AttributeValue { S = shard.ToString() } };

    private async Task ReadAsync(List<Item> keys, Dictionary<string, ShardHeat> heats, CancellationToken cancellationToken)
    {
        RetryPolicy.Backoff backoff = _retries.Start();
        while (keys.Count > 0)
        {
            BatchGetItemResponse response = await _tables.CallAsync(
                static (client, request, token) => client.BatchGetItemAsync(request, token), RequestFor(keys), ("Reading the heat of", $"{keys.Count} shards", _options.LedgerTable), cancellationToken);
            foreach (Item item in response.Responses?.GetValueOrDefault(_options.LedgerTable) ?? [])
            {
                Add(item, heats);
            }

            int before = keys.Count;
            keys = response.UnprocessedKeys?.GetValueOrDefault(_options.LedgerTable)?.Keys ?? [];
            if (keys.Count < before)
            {
                backoff.Progressed();
            }

            if (keys.Count > 0 && !await backoff.WaitAsync(cancellationToken))
            {
                throw new StoreUnavailableException($"Reading the heat of {keys.Count} shards: table '{_options.LedgerTable}' left them unread until the retry limit.", null);
            }
        }
    }

    private BatchGetItemRequest RequestFor(List<Item> keys) => new()
    {
        RequestItems = new Dictionary<string, KeysAndAttributes>
        {
            [_options.LedgerTable] = new() { Keys = keys, ProjectionExpression = "#pk, #heat", ExpressionAttributeNames = s_names },
        },
    };

    private void Add(Item item, Dictionary<string, ShardHeat> heats)
    {
        var reader = new ItemReader(item, _options.LedgerTable);
        if (reader.BinaryOrNull(TableSchema.Heat) is not { } encoded)
        {
            return;
        }

        try
        {
            heats.Add(ShardKey.Parse(reader.Text(TableSchema.PartitionKey)).ShardId, ShardHeat.Decode(encoded));
        }
        catch (FormatException exception)
        {
            throw reader.Corrupt(TableSchema.Heat, exception.Message.TrimEnd('.'), exception);
        }
    }
}
