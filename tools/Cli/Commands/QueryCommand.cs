using System.CommandLine;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn query</c>: numbers up to this second, of `logfn up` or of a deployed stack.</summary>
internal static class QueryCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("query", "Show requests, errors and latencies by endpoint, region or status, up to this second.");
        var arguments = new QueryArguments();
        var connection = new StoreConnection(readsLedgers: true);
        Option<OutputFormat> format = OutputFormatOption.Create();
        foreach (Option option in (IEnumerable<Option>)[.. arguments.Options, .. connection.Options, format])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            QueryRequest request = arguments.Read(parsed, context.Time);
            using StoreSession session = await connection.OpenAsync(parsed, context, withLedgers: !request.IsFinal, cancellationToken);
            var run = new QueryRun(context, session, () => arguments.Read(parsed, context.Time), parsed.GetValue(format));
            try
            {
                return request.WatchEvery is { } every ? await run.WatchAsync(every, cancellationToken) : await run.RunAsync(cancellationToken);
            }
            catch (StoreUnavailableException exception)
            {
                throw new CliException(StoreConnection.Explain(exception), ExitCode.Failed, exception);
            }
        });
        return command.Examples(
            "logfn query",
            "logfn query --since 15m --top 5 --by errorRate --match '/api/*' --watch",
            "logfn query --dimension endpoint --value 'GET /orders/{id}' --from 2026-03-01 --to 2026-03-02 --window 3600 --format csv",
            "logfn query --dimension status --table mystack-WindowsTable-1A2B3C --final --format json");
    }
}
