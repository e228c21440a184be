using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>
/// Table Control: pk <c>stream#NAME</c>; sk <c>scaler</c> (the state, conditional on its version), <c>decision#TIME</c> (30 days) and
/// <c>floor#WHO</c> with <c>shards</c> and <c>expiresAt</c>, which anybody may put.
/// </summary>
internal sealed class DynamoControlStore(IAmazonDynamoDB dynamoDb, string table, string streamName) : IControlStore
{
    private const string StateKey = "scaler";
    private static readonly TimeSpan s_decisionLife = TimeSpan.FromDays(30);
    private readonly string _pk = "stream#" + streamName;

    /// <inheritdoc/>
    public async Task<ControlState> LoadAsync(CancellationToken cancellationToken)
    {
        GetItemResponse response = await dynamoDb.GetItemAsync(new GetItemRequest { TableName = table, Key = Key(StateKey), ConsistentRead = true }, cancellationToken);
        if (response.Item is null || response.Item.Count == 0)
        {
            return new ControlState();
        }

        ControlState state = JsonSerializer.Deserialize(response.Item["state"].S, ControlStateJson.Default.ControlState)
            ?? throw new InvalidOperationException($"the state of {_pk} in {table} is empty");
        return state with { Version = long.Parse(response.Item["version"].N, CultureInfo.InvariantCulture) };
    }

    /// <inheritdoc/>
    public async Task<ControlState?> SaveAsync(ControlState state, CancellationToken cancellationToken)
    {
        ControlState next = state with { Version = state.Version + 1 };
        Dictionary<string, AttributeValue> item = Key(StateKey);
        item["version"] = Number(next.Version);
        item["state"] = new AttributeValue { S = JsonSerializer.Serialize(next, ControlStateJson.Default.ControlState) };
        var request = new PutItemRequest { TableName = table, Item = item };
        if (state.Version == 0)
        {
            request.ConditionExpression = "attribute_not_exists(pk)";
        }
        else
        {
            request.ConditionExpression = "version = :read";
            request.ExpressionAttributeValues = new() { [":read"] = Number(state.Version) };
        }

        try
        {
            await dynamoDb.PutItemAsync(request, cancellationToken);
            return next;
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScalingFloor>> FloorsAsync(CancellationToken cancellationToken)
    {
        // One page: a floor is a few bytes, and nobody needs thousands.
        QueryResponse response = await dynamoDb.QueryAsync(
            new QueryRequest
            {
                TableName = table,
                KeyConditionExpression = "pk = :pk AND begins_with(sk, :floor)",
                ExpressionAttributeValues = new() { [":pk"] = new AttributeValue { S = _pk }, [":floor"] = new AttributeValue { S = "floor#" } },
            },
            cancellationToken);
        return [.. (response.Items ?? []).Select(FloorOf).OfType<ScalingFloor>()];
    }

    /// <inheritdoc/>
    public Task KeepAsync(DateTimeOffset time, ScalingDecision decision, CancellationToken cancellationToken)
    {
        Dictionary<string, AttributeValue> item = Key("decision#" + time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        item["action"] = new AttributeValue { S = decision.Action.GetType().Name };
        item["reason"] = new AttributeValue { S = decision.Reason };
        item["openShards"] = Number(decision.OpenShards);
        item["targetShards"] = Number(decision.TargetShards);
        item["callsLeft"] = Number(decision.CallsLeft);
        item["expiresAt"] = Number((time + s_decisionLife).ToUnixTimeSeconds());
        return dynamoDb.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, cancellationToken);
    }

    private static ScalingFloor? FloorOf(Dictionary<string, AttributeValue> item)
    {
        // Others write these: what is not a floor is none.
        bool valid = item.TryGetValue("shards", out AttributeValue? shards) & item.TryGetValue("expiresAt", out AttributeValue? until);
        return valid && int.TryParse(shards!.N, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && long.TryParse(until!.N, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253_402_300_800
            ? new ScalingFloor(item["sk"].S["floor#".Length..], count, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
    }

    private Dictionary<string, AttributeValue> Key(string sk) => new() { ["pk"] = new AttributeValue { S = _pk }, ["sk"] = new AttributeValue { S = sk } };

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
