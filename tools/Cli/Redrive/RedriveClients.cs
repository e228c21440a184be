using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Redrive;

/// <summary>Clients by the SDK's standard settings; for an emulator on this machine, which checks neither, with made-up credentials.</summary>
internal static class RedriveClients
{
    /// <exception cref="CliException">Region or credentials are missing.</exception>
    public static AmazonS3Client NewS3Client(CliContext context) => Explained(() =>
        LocalUri(context, null, "AWS_ENDPOINT_URL_S3") is { } local
            ? new AmazonS3Client(new BasicAWSCredentials("local", "local"), new AmazonS3Config { ServiceURL = local.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" })
            : new AmazonS3Client());

    /// <exception cref="CliException">Region or credentials are missing.</exception>
    public static AmazonDynamoDBClient NewDynamoClient(CliContext context, Uri? endpoint) => Explained(() =>
        LocalUri(context, endpoint, "AWS_ENDPOINT_URL_DYNAMODB") is { } local ? DynamoClientFactory.CreateLocal(local) : DynamoClientFactory.Create(endpoint));

    /// <summary>Reads positions from the ledger table.</summary>
    public static LedgerReader NewLedgerReader(IAmazonDynamoDB client, string? table, TimeProvider time)
    {
        DynamoWindowStore? store = null;
        var ledgers = new LedgerContext(new LedgerOptions(), new EndpointTemplater(new EndpointOptions()).Write, hashSeed: 1);
        return async (stream, shardId, cancellationToken) =>
        {
            try
            {
                store ??= new DynamoWindowStore(
                    client,
                    new WindowStoreOptions { LedgerTable = table ?? await FindTableAsync(client, cancellationToken), RetryLimit = TimeSpan.FromSeconds(5) },
                    time,
                    new Random());
                LedgerItem? item = await store.ReadLedgerAsync(new ShardKey(stream, shardId), cancellationToken);
                return item is null ? null : Position(item, ledgers);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or AmazonServiceException or AmazonClientException or HttpRequestException or FormatException)
            {
                throw new RedriveException($"the ledger of shard {shardId} can't be read: {exception.Message.TrimEnd('.')}; check --ledger-table and --dynamodb-endpoint, or put the batch back without its word by --no-ledger", exception);
            }
        };
    }

    private static StreamPosition Position(LedgerItem item, LedgerContext context)
    {
        var ledger = ShardLedger.Decode(item.Blob.Span, context);
        StreamPosition position = ledger.Position;
        ledger.Release();
        return position;
    }

    private static async Task<string> FindTableAsync(IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        List<string> found = [];
        var request = new ListTablesRequest();
        do
        {
            ListTablesResponse page = await client.ListTablesAsync(request, cancellationToken);
            found.AddRange((page.TableNames ?? []).Where(name => name.Contains("LedgerTable", StringComparison.Ordinal)));
            request.ExclusiveStartTableName = page.LastEvaluatedTableName;
        }
        while (request.ExclusiveStartTableName is not null);
        return found.Count == 1
            ? found[0]
            : throw new CliException($"there {(found.Count == 0 ? "is no table" : "are several tables")} with 'LedgerTable' in the name; name the ledger by --ledger-table, or go without it by --no-ledger.");
    }

    private static Uri? LocalUri(CliContext context, Uri? endpoint, string variable)
    {
        string? text = endpoint?.ToString() ?? context.GetEnvironmentVariable(variable) ?? context.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.IsLoopback ? uri : null;
    }

    private static T Explained<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (AmazonClientException exception)
        {
            throw new CliException($"{exception.Message.Split(". ")[0].TrimEnd('.')}. Set credentials and a region (`aws configure`, AWS_PROFILE, AWS_REGION).", ExitCode.Failed, exception);
        }
    }
}
