using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LogFunctions.Benchmarks.WriteUnits;

namespace LogFunctions.Functions.Tests.WriteUnits;

/// <summary>A client that asks the API what each write consumed, and sums it up.</summary>
internal sealed class ConsumedCapacityClient(Uri endpoint)
    : AmazonDynamoDBClient(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" })
{
    private readonly Lock _lock = new();
    private readonly double[] _units = new double[4];

    public double Units(Written kind) => _units[(int)kind];

    public override async Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        PutItemResponse response = await base.PutItemAsync(request, cancellationToken);
        Add(WrittenItems.KindOf(request.Item), response.ConsumedCapacity.CapacityUnits);
        return response;
    }

    public override async Task<BatchWriteItemResponse> BatchWriteItemAsync(
        BatchWriteItemRequest request, CancellationToken cancellationToken = default)
    {
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        Written kind = request.RequestItems.Values.Single().Select(write => WrittenItems.KindOf(write.PutRequest.Item)).Distinct().Single();
        BatchWriteItemResponse response = await base.BatchWriteItemAsync(request, cancellationToken);
        Assert.Empty(response.UnprocessedItems ?? []);
        Add(kind, response.ConsumedCapacity.Single().CapacityUnits);
        return response;
    }

    private void Add(Written kind, double? units)
    {
        lock (_lock)
        {
            _units[(int)kind] += units ?? throw new InvalidOperationException("The API did not say what was consumed.");
        }
    }
}
