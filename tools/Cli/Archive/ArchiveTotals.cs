using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Archive;

/// <summary>How far the shards of a stream are archived, as their positions in the ledger table say.</summary>
/// <param name="Lines">Lines of all shards; exact, since it moves with the positions.</param>
/// <param name="Positions">The last archived record of each shard, by shard id.</param>
internal sealed record ArchiveTotals(long Lines, IReadOnlyDictionary<string, SequenceNumber> Positions)
{
    /// <summary>Reads the positions.</summary>
    /// <param name="client">The API.</param>
    /// <param name="ledgerTable">Name of the ledger table.</param>
    /// <param name="stream">Name of the stream; null = of all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ArchiveTotals> ReadAsync(IAmazonDynamoDB client, string ledgerTable, string? stream, CancellationToken cancellationToken)
    {
        long lines = 0;
        var positions = new Dictionary<string, SequenceNumber>(StringComparer.Ordinal);
        var request = new ScanRequest
        {
            TableName = ledgerTable,
            ConsistentRead = true,
            ProjectionExpression = "#pk, #position, #lines",
            FilterExpression = "attribute_exists(#lines)",
            ExpressionAttributeNames = new Dictionary<string, string>
            {
                ["#pk"] = TableSchema.PartitionKey,
                ["#position"] = TableSchema.LastSequenceNumber,
                ["#lines"] = TableSchema.LinesArchived,
            },
        };
        do
        {
            ScanResponse page = await client.ScanAsync(request, cancellationToken);
            foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
            {
                string key = item[TableSchema.PartitionKey].S;
                if (key.EndsWith(TableSchema.ArchiveKeySuffix, StringComparison.Ordinal)
                    && ShardKey.TryParse(key[..^TableSchema.ArchiveKeySuffix.Length], out ShardKey shard) && (stream is null || shard.Stream == stream))
                {
                    positions[shard.ShardId] = SequenceNumber.Parse(item[TableSchema.LastSequenceNumber].S);
                    lines += long.Parse(item[TableSchema.LinesArchived].N, CultureInfo.InvariantCulture);
                }
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return new ArchiveTotals(lines, positions);
    }
}
