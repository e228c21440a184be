using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Processes;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.DynamoDb;

/// <summary>DynamoDB: dynalite in a process of its own, with the template's tables.</summary>
internal sealed class DynamoDbService(LocalCloudContext context) : ILocalService
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private Emulator? _emulator;

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    public IEnumerable<KeyValuePair<string, string>> FunctionVariables => [new("AWS_ENDPOINT_URL_DYNAMODB", Endpoint.ToString())];

    public Task<LocalCloudException> Failed => _emulator?.FailedAsync() ?? LocalCloudBuilder.NeverFails;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (context.Options.DynamoDbEndpoint is not { } endpoint)
        {
            _emulator = await Emulator.StartDynaliteAsync(context.EmulatorOptionsOf(ServicePort.DynamoDb, context.Data.DynamoDbDirectory), cancellationToken);
            endpoint = _emulator.Endpoint;
        }

        Endpoint = endpoint;
    }

    public async Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken)
    {
        using IAmazonDynamoDB client = LocalClients.DynamoDb(Endpoint, context.Template.Region);
        await Task.WhenAll(context.Template.Tables.Select(table => CreateAsync(client, table, cancellationToken)));
    }

    public ValueTask DisposeAsync() => _emulator?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task CreateAsync(IAmazonDynamoDB client, TemplateTable table, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = table.Name,
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                    AttributeDefinitions = [.. table.Attributes.Select(attribute => new AttributeDefinition(attribute.Key, ScalarAttributeType.FindValue(attribute.Value)))],
                    KeySchema = [.. table.Key.Select((name, index) => new KeySchemaElement(name, index == 0 ? KeyType.HASH : KeyType.RANGE))],
                },
                cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // Kept from an earlier run.
        }

        while ((await client.DescribeTableAsync(table.Name, cancellationToken)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(s_poll, cancellationToken);
        }
    }
}
