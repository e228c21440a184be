using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>Creates the template's streams and tables where they do not exist yet.</summary>
internal sealed class ResourceCreator(IAmazonKinesis kinesis, IAmazonDynamoDB dynamoDb, ILocalCloudLog log)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    /// <param name="shards">0 = as the template says.</param>
    public async Task CreateAsync(TemplateStream stream, int shards, CancellationToken cancellationToken)
    {
        int wanted = shards > 0 ? shards : stream.ShardCount;
        try
        {
            await kinesis.CreateStreamAsync(new CreateStreamRequest { StreamName = stream.Name, ShardCount = wanted }, cancellationToken);
        }
        catch (Amazon.Kinesis.Model.ResourceInUseException)
        {
            // Kept from an earlier run.
        }

        while (true)
        {
            StreamDescriptionSummary summary = (await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream.Name }, cancellationToken)).StreamDescriptionSummary;
            if (summary.StreamStatus == StreamStatus.ACTIVE)
            {
                WarnAboutShards(stream, shards, summary.OpenShardCount ?? wanted);
                return;
            }

            await Task.Delay(s_poll, cancellationToken);
        }
    }

    public async Task CreateAsync(TemplateTable table, CancellationToken cancellationToken)
    {
        try
        {
            await dynamoDb.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = table.Name,
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                    AttributeDefinitions = [.. table.Attributes.Select(attribute => new AttributeDefinition(attribute.Key, ScalarAttributeType.FindValue(attribute.Value)))],
                    KeySchema = [.. table.Key.Select((name, index) => new KeySchemaElement(name, index == 0 ? KeyType.HASH : KeyType.RANGE))],
                },
                cancellationToken);
        }
        catch (Amazon.DynamoDBv2.Model.ResourceInUseException)
        {
            // Kept from an earlier run.
        }

        while ((await dynamoDb.DescribeTableAsync(table.Name, cancellationToken)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(s_poll, cancellationToken);
        }
    }

    private void WarnAboutShards(TemplateStream stream, int askedFor, int found)
    {
        if (askedFor > 0 && askedFor != found)
        {
            log.Warning($"The stream {stream.Name} was kept from an earlier run and has {found} shards, not {askedFor}.");
        }
    }
}
