using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>Reads which values are listed for some windows: a query per partition, of the periods that the windows touch.</summary>
/// <param name="query">All items of a query.</param>
/// <param name="options">Table.</param>
/// <param name="time">Clock: expired lists are left out.</param>
internal sealed class CatalogReader(
    Func<QueryRequest, CancellationToken, IAsyncEnumerable<Item>> query, WindowStoreOptions options, TimeProvider time)
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["#pk"] = TableSchema.PartitionKey,
        ["#sk"] = TableSchema.SortKey,
        ["#values"] = TableSchema.Values,
        ["#expiresAt"] = TableSchema.ExpiresAt,
    };

    /// <summary>Every value that is listed, by how many requests it was listed with.</summary>
    public async Task<IReadOnlyCollection<ListedValue>> ReadAsync(
        Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken)
    {
        Dictionary<string, long>[] parts = await Task.WhenAll(
            Enumerable.Range(0, TableSchema.CatalogPartitions)
                .Select(partition => ReadAsync(partition, dimension, range, isConsistent, cancellationToken)));
        Dictionary<string, long> all = parts[0];
        foreach ((string value, long requests) in parts.Skip(1).SelectMany(part => part))
        {
            all[value] = all.GetValueOrDefault(value) + requests;
        }

        return [.. all.Select(pair => new ListedValue(pair.Key, pair.Value))];
    }

    private async Task<Dictionary<string, long>> ReadAsync(
        int partition, Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken)
    {
        Dictionary<string, long> values = new(StringComparer.Ordinal);
        long nowSeconds = time.GetUtcNow().ToUnixTimeSeconds();
        await foreach (Item item in query(RequestOf(partition, range, isConsistent), cancellationToken))
        {
            foreach (CatalogEntry entry in CatalogCodec.Decode(item, nowSeconds, options.WindowsTable))
            {
                if (entry.Dimension == dimension)
                {
                    values[entry.Value] = values.GetValueOrDefault(entry.Value) + entry.Requests;
                }
            }
        }

        return values;
    }

    private QueryRequest RequestOf(int partition, WindowRange range, bool isConsistent)
    {
        // A list stands for its whole period: for windows before its own, too.
        long periodSeconds = TableSchema.CatalogPeriodSeconds(range.WindowSeconds);
        long from = Math.Max(0, range.FromSeconds) / periodSeconds * periodSeconds;
        long to = range.ToSeconds > long.MaxValue - periodSeconds
            ? long.MaxValue
            : (range.ToSeconds + periodSeconds - 1) / periodSeconds * periodSeconds;
        return new QueryRequest
        {
            TableName = options.WindowsTable,
            KeyConditionExpression = "#pk = :pk AND #sk BETWEEN :from AND :to",
            ProjectionExpression = "#pk, #sk, #values, #expiresAt",
            ExpressionAttributeNames = s_names,
            ExpressionAttributeValues = new Item(3)
            {
                [":pk"] = new AttributeValue { S = TableSchema.CatalogPartition(range.WindowSeconds, partition) },
                [":from"] = new AttributeValue { S = TableSchema.WindowStart(from) },
                [":to"] = new AttributeValue { S = TableSchema.WindowStart(to) },
            },
            ConsistentRead = isConsistent,
        };
    }
}
