using System.CommandLine;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>Where the window rows are: options of every command that reads them.</summary>
internal sealed class StoreConnection
{
    /// <summary>Name of the table's resource in template.yaml; CloudFormation and <c>logfn up</c> make it part of the table's name.</summary>
    private const string TableResource = "WindowsTable";

    private readonly Option<Uri?> _endpoint = TypedOption.Url(
        "--endpoint", "DynamoDB endpoint. Default: AWS_ENDPOINT_URL_DYNAMODB, else the `logfn up` that runs, else AWS by the SDK's standard settings.");

    private readonly Option<string?> _table = new("--table")
    {
        Description = "Table of the windows. Default: WINDOWS_TABLE, else the only table whose name has 'WindowsTable' in it.",
        HelpName = "name",
    };

    private readonly RunArgument _run = new();

    /// <summary>The options, to be added to a command.</summary>
    public IReadOnlyList<Option> Options => [_endpoint, _table, _run.Option];

    /// <summary>Connects to what the options or the environment name.</summary>
    /// <exception cref="CliException">Nothing is there, it is not ours, or it does not let us in.</exception>
    public async Task<(WindowReader Reader, AmazonDynamoDBClient Client)> OpenAsync(ParseResult parsed, CliContext context, CancellationToken cancellationToken)
    {
        context = RunArgument.ContextOf(_run.Find(parsed, context, _endpoint, _table), context);
        Uri? endpoint = parsed.GetValue(_endpoint);
        AmazonDynamoDBClient client = CreateClient(endpoint, context);
        try
        {
            string table = parsed.GetValue(_table) ?? context.GetEnvironmentVariable("WINDOWS_TABLE") ?? await FindTableAsync(client, cancellationToken);
            // A person waits: give up soon.
            var options = new WindowStoreOptions { WindowsTable = table, RetryLimit = TimeSpan.FromSeconds(5) };
            return (new WindowReader(new DynamoWindowStore(client, options, context.Time, new Random()), parallelQueries: 32), client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static AmazonDynamoDBClient CreateClient(Uri? endpoint, CliContext context)
    {
        string? local = endpoint?.ToString() ?? context.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB") ?? context.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        try
        {
            // An emulator checks neither credentials nor region, but the SDK wants both. Real ones are not sent to it.
            return local is not null && Uri.TryCreate(local, UriKind.Absolute, out Uri? uri) && uri.IsLoopback
                ? DynamoClientFactory.CreateLocal(uri)
                : DynamoClientFactory.Create(endpoint);
        }
        catch (AmazonClientException exception)
        {
            throw new CliException(Explain(exception), ExitCode.Failed, exception);
        }
    }

    private static async Task<string> FindTableAsync(AmazonDynamoDBClient client, CancellationToken cancellationToken)
    {
        List<string> found = [];
        var request = new ListTablesRequest();
        do
        {
            ListTablesResponse page;
            try
            {
                page = await client.ListTablesAsync(request, cancellationToken);
            }
            catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
            {
                throw new CliException(Explain(exception), ExitCode.Failed, exception);
            }

            found.AddRange((page.TableNames ?? []).Where(name => name.Contains(TableResource, StringComparison.Ordinal)));
            request.ExclusiveStartTableName = page.LastEvaluatedTableName;
        }
        while (request.ExclusiveStartTableName is not null);

        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException($"there is no table with '{TableResource}' in its name at {Where(client)}; name the table by --table, or deploy the stack (or run `logfn up`) first."),
            _ => throw new CliException($"there are several tables with '{TableResource}' in their names: {string.Join(", ", found)}. Choose one by --table."),
        };
    }

    /// <summary>What to do about a failed read, where the store's own words are not enough: nobody there, or no credentials.</summary>
    public static string Explain(StoreUnavailableException exception) =>
        exception.InnerException is null or AmazonServiceException { StatusCode: not 0 } ? exception.Message : Explain(exception.InnerException);

    private static string Explain(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: not 0 } service => $"DynamoDB answered {service.ErrorCode}: {service.Message.TrimEnd('.')}. Check the credentials, the region, and that they allow dynamodb:ListTables (or name the table by --table).",
        AmazonServiceException or HttpRequestException or TimeoutException => $"cannot reach DynamoDB: {Innermost(exception).Message.TrimEnd('.')}. Is `logfn up` running, and is --endpoint (or AWS_ENDPOINT_URL_DYNAMODB) what it printed?",
        _ => $"{exception.Message.Split(". ")[0].TrimEnd('.')}. For AWS set credentials and a region (`aws configure`, AWS_PROFILE, AWS_REGION); no `logfn up` runs on this machine.",
    };

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    private static string Where(AmazonDynamoDBClient client) => client.Config.ServiceURL ?? client.Config.RegionEndpoint?.SystemName ?? "AWS";
}
