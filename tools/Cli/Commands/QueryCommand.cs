using System.CommandLine;
using Amazon.DynamoDBv2;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn query</c>: numbers from the window rows, of `logfn up` or of a deployed stack.</summary>
internal static class QueryCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("query", "Show requests, errors and latencies by endpoint, region or status, from the rows in DynamoDB.");
        var arguments = new QueryArguments();
        var connection = new StoreConnection();
        Option<OutputFormat> format = OutputFormatOption.Create();
        foreach (Option option in (IEnumerable<Option>)[.. arguments.Options, .. connection.Options, format])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            QueryRequest request = arguments.Read(parsed, context.Time.GetUtcNow());
            (WindowReader reader, AmazonDynamoDBClient client) = await connection.OpenAsync(parsed, context, cancellationToken);
            using (client)
            {
                try
                {
                    return await new QueryRun(context, reader, request, parsed.GetValue(format)).RunAsync(cancellationToken);
                }
                catch (StoreUnavailableException exception)
                {
                    throw new CliException(StoreConnection.Explain(exception), ExitCode.Failed, exception);
                }
            }
        });
        return command.Examples(
            "logfn query --endpoint http://127.0.0.1:4567",
            "logfn query --dimension endpoint --top 5 --by p95 --from -15m",
            "logfn query --dimension endpoint --value 'GET /orders/{id}' --from 2026-03-01 --to 2026-03-02 --window 3600 --format csv",
            "logfn query --dimension status --table mystack-WindowsTable-1A2B3C --format json");
    }
}
