using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.S3;

// What any function costs that reads and writes one item with these SDK clients. The S3 client is made only when needed, as the Aggregator does.
AmazonDynamoDBClient? client = null;
string table = Environment.GetEnvironmentVariable("LEDGER_TABLE") ?? "Ledger";
Func<IAmazonS3> makeS3 = static () => new AmazonS3Client();

await LambdaBootstrapBuilder.Create((Func<Stream, ILambdaContext, Task<Stream>>)HandleAsync)
    .UseBootstrapHandler(() =>
    {
        client = new AmazonDynamoDBClient();
        return Task.FromResult(true);
    })
    .Build()
    .RunAsync();
GC.KeepAlive(makeS3);

async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
{
    var key = new Dictionary<string, AttributeValue> { ["pk"] = new() { S = "empty" } };
    await client!.GetItemAsync(new GetItemRequest { TableName = table, Key = key, ConsistentRead = true });
    await client.PutItemAsync(new PutItemRequest { TableName = table, Item = key });
    return new MemoryStream("{}"u8.ToArray(), writable: false);
}
