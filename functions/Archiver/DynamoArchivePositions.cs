using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Archiver;

/// <summary>
/// Positions as items of the ledger table, one per shard under <c>stream#shardId#archive</c>: no ledger has such a key. The number of lines moves with the
/// position, by the same conditional write, so it is exact. docs/data.md
/// </summary>
/// <param name="client">The client; retries by its own rules.</param>
/// <param name="table">Name of the ledger table.</param>
/// <param name="time">For the time of the last move.</param>
public sealed class DynamoArchivePositions(IAmazonDynamoDB client, string table, TimeProvider time) : IArchivePositions
{
    /// <summary>Ends the key of a position.</summary>
    public const string KeySuffix = "#archive";

    private const string PartitionKey = "pk";
    private const string Position = "lastSequenceNumber";

    private static readonly Dictionary<string, string> s_names = new()
    {
        ["#position"] = Position,
        ["#updated"] = "updatedAtMs",
        ["#lines"] = "linesArchived",
        ["#bytes"] = "textBytesArchived",
    };

    /// <inheritdoc/>
    public async Task<SequenceNumber> ReadAsync(EventShard shard, CancellationToken cancellationToken)
    {
        GetItemResponse response = await client.GetItemAsync(
            new GetItemRequest { TableName = table, Key = KeyOf(shard), ConsistentRead = true }, cancellationToken);
        if (response.Item is not { Count: > 0 } item)
        {
            return default;
        }

        string text = item.GetValueOrDefault(Position)?.S ?? "";
        try
        {
            return SequenceNumber.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException($"The archive's position of {shard} in table {table} can't be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryMoveAsync(EventShard shard, ArchiveMove move, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(move);
        var request = new UpdateItemRequest
        {
            TableName = table,
            Key = KeyOf(shard),
            UpdateExpression = "SET #position = :to, #updated = :now ADD #lines :lines, #bytes :bytes",
            ConditionExpression = move.From.IsNone ? "attribute_not_exists(#position)" : "#position = :from",
            ExpressionAttributeNames = s_names,
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>
            {
                [":to"] = new() { S = move.To.ToString() },
                [":now"] = Number(time.GetUtcNow().ToUnixTimeMilliseconds()),
                [":lines"] = Number(move.Lines),
                [":bytes"] = Number(move.TextBytes),
            },
        };
        if (!move.From.IsNone)
        {
            request.ExpressionAttributeValues[":from"] = new AttributeValue { S = move.From.ToString() };
        }

        try
        {
            await client.UpdateItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(EventShard shard) => new(1) { [PartitionKey] = new() { S = shard + KeySuffix } };

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
