using System.CommandLine;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;
using LogFunctions.Cli.Verify;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn verify</c>: the rows against the truth of a generated run.</summary>
internal static class VerifyCommand
{
    public static Command Create(CliContext context)
    {
        var truthPath = new Option<string>("--truth") { Description = "Truth file of `logfn generate --truth`.", HelpName = "FILE", Required = true };
        var wait = new Option<string?>("--wait") { Description = "Go on comparing for so long until everything agrees: rows come some time after their window ends.", HelpName = "TIME" };
        var rejects = new Option<string>("--rejects") { Description = "run: rejects that arrived during the run; all: all in the table; ignore: compare none.", HelpName = "run|all|ignore", DefaultValueFactory = _ => "run" };
        Option<OutputFormat> format = OutputFormatOption.Create();
        var connection = new StoreConnection();
        var command = new Command("verify", "Compare the rows in DynamoDB with the truth file of a generated run; exit 1 on any difference.");
        foreach (Option option in (IEnumerable<Option>)[truthPath, wait, rejects, .. connection.Options, format])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new VerifyOptions(
                parsed.GetValue(truthPath)!,
                parsed.GetValue(wait) is { } text ? Arguments.Duration(text, "--wait") : TimeSpan.Zero,
                ReadRejects(parsed.GetValue(rejects)!),
                parsed.GetValue(format));
            TruthFile truth = await ReadTruthAsync(options.TruthPath, cancellationToken);
            using StoreSession session = await connection.OpenAsync(parsed, context, withLedgers: false, cancellationToken);
            try
            {
                return await new VerifyRun(context, session.Reader(), options).RunAsync(truth, cancellationToken);
            }
            catch (StoreUnavailableException exception)
            {
                throw new CliException(StoreConnection.Explain(exception), ExitCode.Failed, exception);
            }
        });
        return command.Examples(
            "logfn verify --truth truth.json --endpoint http://127.0.0.1:4568 --wait 2m",
            "logfn verify --truth truth.json --table mystack-WindowsTable-1A2B3C --format csv");
    }

    private static RejectScope ReadRejects(string text) => text switch
    {
        "run" => RejectScope.Run,
        "all" => RejectScope.All,
        "ignore" => RejectScope.Ignore,
        _ => throw CliException.Usage($"--rejects is '{text}'; use run, all or ignore."),
    };

    private static async Task<TruthFile> ReadTruthAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await TruthJson.ReadAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CliException($"--truth: {exception.Message}", ExitCode.Failed, exception);
        }
    }
}
