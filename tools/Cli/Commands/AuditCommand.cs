using System.CommandLine;
using System.Globalization;
using Amazon.Kinesis;
using Amazon.Runtime;
using LogFunctions.Cli.Audit;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;
using LogFunctions.Cli.Runs;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn audit</c>: whether the windows are exactly the lines.</summary>
internal static class AuditCommand
{
    private const int ShownDifferences = 40;

    public static Command Create(CliContext context)
    {
        var archive = new Option<string?>("--archive") { Description = "The archive: s3://bucket/prefix or a folder. Default: ARCHIVE_LOCATION, else that of the `logfn up` that runs.", HelpName = "s3://BUCKET|FOLDER" };
        var streamOnly = new Option<bool>("--stream") { Description = "Read the stream itself instead of an archive: exact on the first day, for as long as the stream keeps records." };
        var streamName = new Option<string?>("--stream-name") { Description = "The stream. Default: that of the `logfn up` that runs, else the only one in the ledger table.", HelpName = "NAME" };
        var from = new Option<string?>("--from") { Description = $"First minute to compare. Default: all. {TimeArgument.Forms}.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "First minute that is not compared.", HelpName = "TIME" };
        var connection = new StoreConnection(readsLedgers: true);
        var reading = new LogReadingArguments();
        Option<OutputFormat> format = OutputFormatOption.Create();
        var command = new Command("audit", "Prove that the windows are exactly the lines: nothing missing, nothing doubled. Exit code 0 = exact, 1 = a list of what is not.");
        foreach (Option option in (Option[])[archive, streamOnly, streamName, from, to, .. connection.Options, .. reading.All, format])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            DateTimeOffset now = context.Time.GetUtcNow();
            Arguments.Require(parsed.GetValue(archive) is null || !parsed.GetValue(streamOnly), "--archive and --stream exclude each other: --stream reads no archive.");
            Arguments.Require(parsed.GetValue(format) != OutputFormat.Csv, "--format csv has no place for the verdict; use table or json.");
            long? fromSeconds = Time(parsed.GetValue(from), "--from", now);
            long? toSeconds = Time(parsed.GetValue(to), "--to", now);
            ParserOptions parser = reading.ReadParser(parsed);
            EndpointOptions endpoints = reading.ReadEndpoints(parsed);
            RunInfo? run = connection.FindRun(parsed, context);
            CliContext where = RunArgument.ContextOf(run, context);
            var request = new AuditRequest
            {
                Archive = parsed.GetValue(streamOnly) ? null
                    : parsed.GetValue(archive) ?? where.GetEnvironmentVariable("ARCHIVE_LOCATION")
                    ?? throw CliException.Usage("there is no archive to read: name it by --archive (logfn up --archive makes one), or read the stream itself by --stream."),
                Stream = parsed.GetValue(streamName) ?? run?.Stream,
                FromSeconds = fromSeconds,
                ToSeconds = toSeconds,
                Parser = parser,
                Endpoints = endpoints,
            };
            using StoreSession session = await connection.OpenAsync(parsed, context, withLedgers: true, cancellationToken);
            using AmazonKinesisClient kinesis = SinkFactory.NewKinesisClient(where, endpoint: null, maxErrorRetry: 8);
            AuditResult result = await RunAsync(where, request, session.Store, kinesis, cancellationToken);
            Write(context, result, parsed.GetValue(format));
            return result.IsExact ? ExitCode.Done : ExitCode.Failed;
        });
        return command.Examples("logfn audit --stream", "logfn audit --archive s3://logs-archive --from 2026-11-28 --to 2026-11-29", "logfn audit --run demo --format json");
    }

    private static async Task<AuditResult> RunAsync(CliContext where, AuditRequest request, IWindowStore store, AmazonKinesisClient kinesis, CancellationToken cancellationToken)
    {
        try
        {
            return await new AuditRun(where, request, store, name => new ShardRecords(kinesis, name, where.Time)).RunAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            throw new CliException(StoreConnection.Explain(exception), ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException)
        {
            throw new CliException($"the stream can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    private static long? Time(string? text, string option, DateTimeOffset now) => text is null ? null
        : (TimeArgument.Parse(text, now) ?? throw CliException.Usage($"{option} is '{text}'; use {TimeArgument.Forms}.")).ToUnixTimeSeconds();

    private static void Write(CliContext context, AuditResult result, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            context.Out.WriteLine(result.ToJson());
            return;
        }

        foreach (string fault in result.Faults)
        {
            context.Out.WriteLine(SafeText.ForTerminal(fault) + ".");
        }

        if (result.Differences.Count > 0)
        {
            var sheet = new DataSheet(
                new Column("window", "Window"), new Column("dimension", "Dimension"), new Column("value", "Key"), new Column("lines", "Lines"), new Column("counted", "Counted"), new Column("verdict", "Verdict"));
            foreach (AuditDifference difference in result.Differences.Take(ShownDifferences))
            {
                sheet.Add(
                    DateTimeOffset.FromUnixTimeSeconds(difference.WindowStart).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
                    difference.Dimension, difference.Value, difference.Lines, difference.Counted, difference.Verdict);
            }

            sheet.Write(context, OutputFormat.Table);
            if (result.Differences.Count > ShownDifferences)
            {
                context.Out.WriteLine($"and {result.Differences.Count - ShownDifferences} more (--format json has all).");
            }
        }

        string verdict = result.IsExact ? "exact" : string.Create(CultureInfo.InvariantCulture, $"NOT exact: {result.Differences.Count:N0} counts differ, {result.Faults.Count:N0} faults");
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}. {result.Lines:N0} lines = {result.Accepted:N0} accepted + {result.Rejected:N0} rejected, {result.Windows:N0} windows, {result.Shards.Count:N0} shards, "
            + $"{result.Shards.Sum(shard => shard.Objects):N0} objects and {result.Shards.Sum(shard => shard.StreamRecords):N0} records of the stream read."));
    }
}
