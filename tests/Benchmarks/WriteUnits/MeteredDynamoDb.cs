using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>
/// A DynamoDB client that answers from memory and counts what the service would bill. It keeps the ledgers, which the function reads;
/// rows it only counts. One writer: conditions always hold.
/// </summary>
internal sealed class MeteredDynamoDb() : AmazonDynamoDBClient(new BasicAWSCredentials("none", "none"), RegionEndpoint.USEast1)
{
    private readonly Dictionary<string, Item> _ledgers = [];

    public UnitTally Tally { get; private set; } = new();

    /// <summary>Forgets the figures, not the ledgers: what follows is the steady state.</summary>
    public void Restart() => Tally = new UnitTally();

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        // A ledger's blob lies in the writer's buffer: what is kept is a copy.
        Item item = new(request.Item);
        foreach ((string name, AttributeValue value) in request.Item)
        {
            item[name] = value.B is null ? value : new AttributeValue { B = new MemoryStream(value.B.ToArray(), writable: false) };
        }

        string key = item["pk"].S;
        int bytesBefore = _ledgers.TryGetValue(key, out Item? before) ? ItemSize.BytesOf(before) : 0;
        _ledgers[key] = item;
        Tally.Add(WrittenItems.KindOf(item), ItemSize.BytesOf(item), bytesBefore);
        return Task.FromResult(new PutItemResponse());
    }

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default)
    {
        Item? item = _ledgers.GetValueOrDefault(request.Key["pk"].S);
        Tally.ReadUnits += ItemSize.ReadUnits(item is null ? 0 : ItemSize.BytesOf(item), request.ConsistentRead == true);
        return Task.FromResult(new GetItemResponse { Item = item is null ? null : Copy(item) });
    }

    public override Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default)
    {
        Tally.ReadUnits += ItemSize.ReadUnits(_ledgers.Values.Sum(item => (long)ItemSize.BytesOf(item)), request.ConsistentRead == true);
        return Task.FromResult(new ScanResponse { Items = [.. _ledgers.Values.Select(Copy)] });
    }

    public override Task<BatchWriteItemResponse> BatchWriteItemAsync(
        BatchWriteItemRequest request, CancellationToken cancellationToken = default)
    {
        foreach (WriteRequest write in request.RequestItems.Values.Single())
        {
            Item item = write.PutRequest.Item;
            Tally.Add(WrittenItems.KindOf(item), ItemSize.BytesOf(item), bytesBefore: 0);
        }

        return Task.FromResult(new BatchWriteItemResponse());
    }

    private static Item Copy(Item item)
    {
        foreach (AttributeValue value in item.Values)
        {
            if (value.B is not null)
            {
                value.B.Position = 0;
            }
        }

        return new Item(item);
    }
}
