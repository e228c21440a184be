using System.CommandLine;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.S3;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Redrive;
using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn redrive</c>: what was given up or rejected, back into the stream.</summary>
internal static class RedriveCommand
{
    public static Command Create(CliContext context)
    {
        var from = new Option<string?>("--from") { Description = "Where on-failure objects and reject files are: s3://bucket/prefix or a folder. Default: the bucket of the running `logfn up`.", HelpName = "s3://BUCKET/PREFIX|FOLDER" };
        var stream = new Option<string?>("--stream") { Description = "The stream to put them into; a dry run needs none. Default: that of the running `logfn up`.", HelpName = "NAME" };
        var state = new Option<string?>("--state") { Description = "File that remembers what was put back. Default: beside the objects (X.redriven, or redriven/KEY in the bucket).", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be put back; put and note nothing." };
        var kinds = new Option<string>("--kinds") { Description = "What to put back.", HelpName = "failures,rejects", DefaultValueFactory = _ => "failures,rejects" };
        Option<UncertainPolicy> uncertain = TypedOption.Choice(
            "--when-uncertain",
            "For batches that the ledger has passed, so that nothing proves what was counted of them: put (may count twice) or leave.",
            ("put", UncertainPolicy.Put),
            ("leave", UncertainPolicy.Leave));
        var noLedger = new Option<bool>("--no-ledger") { Description = "Don't ask the ledger what was counted: every batch is uncertain." };
        var table = new Option<string?>("--ledger-table") { Description = "Table of the ledgers. Default: LEDGER_TABLE, else the only table whose name has 'LedgerTable' in it.", HelpName = "NAME" };
        Option<Uri?> endpoint = EndpointArgument.Create();
        Option<Uri?> dynamoEndpoint = TypedOption.Url("--dynamodb-endpoint", "DynamoDB endpoint. Default: AWS_ENDPOINT_URL_DYNAMODB, else the `logfn up` that runs, else AWS.");
        var running = new RunArgument();
        Option<OutputFormat> format = OutputFormatOption.Create();
        var command = new Command("redrive", "Put given-up batches and rejected lines back into the stream, each once. Exit code 1 when an object failed.");
        foreach (Option option in new Option[] { from, stream, state, dryRun, kinds, uncertain, noLedger, table, endpoint, dynamoEndpoint, running.Option, format })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            RunInfo? run = running.Find(parsed, context, run => IsMeant(run, parsed.GetValue(stream), parsed.GetValue(from)), endpoint, dynamoEndpoint, table);
            CliContext where = RunArgument.ContextOf(run, context);
            string source = parsed.GetValue(from) ?? (run is null ? throw CliException.Usage("--from is missing, and no `logfn up` runs: name a bucket or a folder.") : $"s3://{run.Bucket}");
            string? target = parsed.GetValue(stream) ?? run?.Stream;
            var options = new RedriveOptions(ParseKinds(parsed.GetValue(kinds)!), parsed.GetValue(dryRun), parsed.GetValue(uncertain));
            if (target is null && !options.DryRun)
            {
                throw CliException.Usage("--stream is missing: name the stream to put them into, or look first by --dry-run.");
            }

            (string Bucket, string Prefix)? s3 = ParseS3(source);
            using AmazonS3Client? s3Client = s3 is null ? null : RedriveClients.NewS3Client(where);
            using AmazonKinesisClient? kinesis = options.DryRun ? null : SinkFactory.NewKinesisClient(where, parsed.GetValue(endpoint), maxErrorRetry: 8);
            bool asksLedger = !parsed.GetValue(noLedger);
            using AmazonDynamoDBClient? dynamo = asksLedger ? RedriveClients.NewDynamoClient(where, parsed.GetValue(dynamoEndpoint)) : null;
            object objects = s3 is { } at ? new S3Objects(s3Client!, at.Bucket, at.Prefix) : new FolderObjects(source);
            IStateStore states = parsed.GetValue(state) is { } file ? new FileState(file) : (IStateStore)objects;
            LedgerReader? ledger = asksLedger
                ? RedriveClients.NewLedgerReader(dynamo!, parsed.GetValue(table) ?? where.GetEnvironmentVariable("LEDGER_TABLE"), context.Time)
                : null;
            var redrive = new RedriveRun((IObjectSource)objects, states, NewPutter(context, kinesis, target!), ledger, options);
            IReadOnlyList<ObjectResult> results = await redrive.RunAsync(result => Tell(context, result), cancellationToken);
            return RedriveReport.Write(context, results, parsed.GetValue(format));
        });
        return command.Examples(
            "logfn redrive --from s3://my-failure-bucket --dry-run",
            "logfn redrive --from s3://my-failure-bucket --stream logs --kinds failures",
            "logfn redrive --from ./failures --stream local-LogStream --endpoint http://127.0.0.1:4567 --dynamodb-endpoint http://127.0.0.1:4568",
            "logfn redrive --kinds rejects");
    }

    /// <summary>Whether a stream and a place, as far as they are named, are those of a run.</summary>
    private static bool IsMeant(RunInfo run, string? stream, string? from) =>
        (stream is null || stream == run.Stream) && (from is null || ParseS3(from) is null || ParseS3(from)?.Bucket == run.Bucket);

    private static RecordPutter NewPutter(CliContext context, AmazonKinesisClient? kinesis, string stream)
    {
        if (kinesis is null)
        {
            return (_, _, _) => Task.CompletedTask; // a dry run never comes here
        }

        var writer = new KinesisWriter(kinesis, stream, context.Time, new Random());
        return (items, taken, cancellationToken) => writer.WriteAsync([.. items.Select(i => (i.Data, i.PartitionKey))], taken, cancellationToken);
    }

    private static void Tell(CliContext context, ObjectResult result)
    {
        if (result.Outcome == "failed")
        {
            context.Error.WriteLine($"logfn: {SafeText.ForTerminal(result.Name)}: {SafeText.ForTerminal(result.Note)}.");
        }
        else if (context.IsInteractive)
        {
            context.Error.WriteLine($"{SafeText.ForTerminal(result.Name)}: {result.Outcome}");
        }
    }

    private static HashSet<ObjectKind> ParseKinds(string text) =>
        [.. text.Split(',').Select(kind => kind.Trim() switch
        {
            "failures" => ObjectKind.Failure,
            "rejects" => ObjectKind.Rejects,
            _ => throw CliException.Usage($"--kinds is '{text}'; use failures, rejects or failures,rejects."),
        })];

    private static (string Bucket, string Prefix)? ParseS3(string from)
    {
        if (!from.StartsWith("s3://", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = from["s3://".Length..].Split('/', 2);
        return parts[0].Length > 0
            ? (parts[0], parts.Length > 1 ? parts[1] : "")
            : throw CliException.Usage($"--from is '{from}'; use s3://bucket/prefix.");
    }
}
