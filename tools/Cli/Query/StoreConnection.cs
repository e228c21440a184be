using System.CommandLine;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>Where the window rows are, and the ledgers: options of every command that reads them.</summary>
/// <param name="readsLedgers">Whether the command reads ledgers, too.</param>
internal sealed class StoreConnection(bool readsLedgers = false)
{
    // Names of the tables' resources in template.yaml; CloudFormation and `logfn up` make them part of the tables' names.
    private const string WindowsResource = "WindowsTable";
    private const string LedgerResource = "LedgerTable";

    private readonly Option<Uri?> _endpoint = TypedOption.Url(
        "--endpoint",
        "DynamoDB endpoint. Default: AWS_ENDPOINT_URL_DYNAMODB, else the `logfn up` that runs, else AWS by the SDK's standard settings.");

    private readonly Option<string?> _table = new("--table")
    {
        Description = "Table of the windows. Default: WINDOWS_TABLE, else the only table whose name has 'WindowsTable' in it.",
        HelpName = "name",
    };

    private readonly Option<string?> _ledgerTable = new("--ledger-table")
    {
        Description = "Table of the ledgers. Default: LEDGER_TABLE, else the one whose name goes with that of the windows.",
        HelpName = "name",
    };

    private readonly RunArgument _run = new();

    /// <summary>The options, to be added to a command.</summary>
    public IReadOnlyList<Option> Options =>
        readsLedgers ? [_endpoint, _table, _ledgerTable, _run.Option] : [_endpoint, _table, _run.Option];

    /// <summary>The `logfn up` that is meant; null = none.</summary>
    /// <exception cref="CliException">There is no such run, or there are several.</exception>
    public RunInfo? FindRun(ParseResult parsed, CliContext context) => _run.Find(parsed, context, _endpoint, _table);

    /// <summary>Connects to what the options or the environment name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">Environment and clock.</param>
    /// <param name="withLedgers">Whether the ledger table is looked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">Nothing is there, it is not ours, or it does not let us in.</exception>
    public async Task<StoreSession> OpenAsync(
        ParseResult parsed, CliContext context, bool withLedgers, CancellationToken cancellationToken)
    {
        context = RunArgument.ContextOf(FindRun(parsed, context), context);
        Uri? endpoint = parsed.GetValue(_endpoint);
        AmazonDynamoDBClient client = CreateClient(endpoint, context);
        try
        {
            string windows = parsed.GetValue(_table) ?? context.GetEnvironmentVariable("WINDOWS_TABLE")
                ?? TheOnly(await FindTablesAsync(client, WindowsResource, cancellationToken), client);
            string? ledgers = !withLedgers ? null
                : parsed.GetValue(_ledgerTable) ?? context.GetEnvironmentVariable("LEDGER_TABLE")
                ?? LedgersOf(windows, await FindTablesAsync(client, LedgerResource, cancellationToken), client);
            // A person waits: give up soon.
            var options = new WindowStoreOptions
            {
                WindowsTable = windows,
                LedgerTable = ledgers ?? LedgerResource,
                RetryLimit = TimeSpan.FromSeconds(5),
            };
            return new StoreSession(client, new DynamoWindowStore(client, options, context.Time, new Random()));
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

    private static async Task<List<string>> FindTablesAsync(
        AmazonDynamoDBClient client, string resource, CancellationToken cancellationToken)
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
            catch (Exception exception) when (
                exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
            {
                throw new CliException(Explain(exception), ExitCode.Failed, exception);
            }

            found.AddRange((page.TableNames ?? []).Where(name => name.Contains(resource, StringComparison.Ordinal)));
            request.ExclusiveStartTableName = page.LastEvaluatedTableName;
        }
        while (request.ExclusiveStartTableName is not null);

        return found;
    }

    private static string TheOnly(List<string> tables, AmazonDynamoDBClient client) => tables.Count switch
    {
        1 => tables[0],
        0 => throw new CliException(
            $"there is no table with '{WindowsResource}' in its name at {Where(client)}; name the table by --table, "
            + "or deploy the stack (or run `logfn up`) first."),
        _ => throw new CliException(
            $"there are several tables with '{WindowsResource}' in their names: {string.Join(", ", tables)}. Choose one by --table."),
    };

    // Of the same stack: what stands before the resource's name is the stack's.
    private static string LedgersOf(string windows, List<string> tables, AmazonDynamoDBClient client)
    {
        int end = windows.IndexOf(WindowsResource, StringComparison.Ordinal);
        string[] ofStack = end < 0
            ? []
            : [.. tables.Where(name => name.StartsWith(windows[..end] + LedgerResource, StringComparison.Ordinal))];
        return ofStack.Length == 1 ? ofStack[0]
            : tables.Count == 1 ? tables[0]
            : throw new CliException(
                $"there {(tables.Count == 0 ? "is no table" : "are several tables")} with '{LedgerResource}' in the name at {Where(client)}; "
                + "open windows are in it. Name it by --ledger-table, or ask for closed windows only by --final.");
    }

    /// <summary>What to do about a failed read, where the store's own words are not enough: nobody there, or no credentials.</summary>
    public static string Explain(StoreUnavailableException exception) =>
        exception.InnerException is null or AmazonServiceException { StatusCode: not 0 } ? exception.Message : Explain(exception.InnerException);

    private static string Explain(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: not 0 } service =>
            $"DynamoDB answered {service.ErrorCode}: {service.Message.TrimEnd('.')}. Check the credentials, the region, and that they allow "
            + "dynamodb:ListTables (or name the table by --table).",
        AmazonServiceException or HttpRequestException or TimeoutException =>
            $"cannot reach DynamoDB: {Innermost(exception).Message.TrimEnd('.')}. Is `logfn up` running, and is --endpoint "
            + "(or AWS_ENDPOINT_URL_DYNAMODB) what it printed?",
        _ => $"{exception.Message.Split(". ")[0].TrimEnd('.')}. For AWS set credentials and a region (`aws configure`, AWS_PROFILE, AWS_REGION); "
            + "no `logfn up` runs on this machine.",
    };

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    private static string Where(AmazonDynamoDBClient client) =>
        client.Config.ServiceURL ?? client.Config.RegionEndpoint?.SystemName ?? "AWS";
}
