using System.CommandLine;
using Amazon.Kinesis;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Up;
using LogFunctions.LocalCloud.EventSource;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn source</c>: Lambda's event source mapping for Kinesis, between any Kinesis API and any Lambda invoke endpoint.</summary>
internal static class SourceCommand
{
    private enum StartingPosition
    {
        TrimHorizon,
        Latest,
    }

    public static Command Create(CliContext context)
    {
        var stream = new Option<string>("--stream") { Description = "The stream to read.", HelpName = "NAME", Required = true };
        Option<Uri?> endpoint = EndpointArgument.Create();
        Option<Uri?> invoke = TypedOption.Url("--invoke", "Where to post events: http://HOST:PORT/2015-03-31/functions/NAME/invocations.");
        invoke.Required = true;
        var batchSize = TypedOption.Number("--batch-size", "Records of an invocation, 1 to 10,000.", 100);
        Option<string> window = Duration("--batching-window", "How long a batch that is not full waits for more, 0s to 5m.", "0s");
        Option<StartingPosition> position = TypedOption.Choice(
            "--starting-position", "Where a shard without checkpoint begins.", ("trim-horizon", StartingPosition.TrimHorizon), ("latest", StartingPosition.Latest));
        var bisect = new Option<bool>("--bisect") { Description = "Halve a failed batch: BisectBatchOnFunctionError." };
        var partial = new Option<bool>("--report-batch-item-failures") { Description = "The answer may name the first record that failed: ReportBatchItemFailures." };
        var attempts = TypedOption.Number("--maximum-retry-attempts", "Failures in a row after which records are given up, minus one; -1 = never.", -1);
        var age = new Option<string?>("--maximum-record-age") { Description = "Older records are given up. Default: never.", HelpName = "TIME" };
        var failures = new Option<string?>("--on-failure") { Description = "Folder for what is given up, as on-failure documents; `logfn redrive --from FOLDER` puts them back. Without it they are lost.", HelpName = "FOLDER" };
        var checkpoints = new Option<string?>("--checkpoints") { Description = "File that remembers how far each shard was delivered, for the next run.", HelpName = "FILE" };
        var drain = new Option<bool>("--drain") { Description = "End when everything that is in the stream now was delivered." };

        var command = new Command("source", "Deliver a stream to a function as Lambda does: between any Kinesis API and any invoke endpoint (sam local start-lambda, the Test Tool, a container, logfn up).");
        foreach (Option option in new Option[] { stream, endpoint, invoke, batchSize, window, position, bisect, partial, attempts, age, failures, checkpoints, drain })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new StreamDeliveryOptions
            {
                StreamName = parsed.GetValue(stream)!,
                InvokeUrl = parsed.GetValue(invoke)!,
                BatchSize = InRange(parsed.GetValue(batchSize), "--batch-size", 1, 10_000),
                BatchingWindow = ReadDuration(parsed.GetValue(window)!, "--batching-window", TimeSpan.Zero, TimeSpan.FromMinutes(5)),
                FromLatest = parsed.GetValue(position) == StartingPosition.Latest,
                BisectBatchOnFunctionError = parsed.GetValue(bisect),
                ReportBatchItemFailures = parsed.GetValue(partial),
                MaximumRetryAttempts = InRange(parsed.GetValue(attempts), "--maximum-retry-attempts", -1, 10_000),
                MaximumRecordAge = parsed.GetValue(age) is { } text ? ReadDuration(text, "--maximum-record-age", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)) : null,
                OnFailureFolder = parsed.GetValue(failures),
                CheckpointFile = parsed.GetValue(checkpoints),
            };
            using AmazonKinesisClient kinesis = SinkFactory.NewKinesisClient(context, parsed.GetValue(endpoint), maxErrorRetry: 4);
            await DeliverAsync(context, kinesis, options, parsed.GetValue(drain), cancellationToken);
            return ExitCode.Done;
        });
        return command.Examples(
            "logfn source --stream logs --endpoint http://127.0.0.1:4567 --invoke http://127.0.0.1:3001/2015-03-31/functions/AggregatorFunction/invocations",
            "logfn source --stream logs --invoke http://127.0.0.1:9000/2015-03-31/functions/function/invocations --bisect --on-failure ./failures",
            "logfn source --stream logs --invoke http://127.0.0.1:3001/2015-03-31/functions/F/invocations --drain --checkpoints positions.json");
    }

    private static async Task DeliverAsync(CliContext context, AmazonKinesisClient kinesis, StreamDeliveryOptions options, bool drain, CancellationToken cancellationToken)
    {
        // A function may run for 15 minutes.
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(16) };
        await using StreamDelivery delivery = await StreamDelivery.StartAsync(kinesis, http, options, new UpLog(context), context.Time, cancellationToken);
        if (drain)
        {
            await delivery.WaitUntilDrainedAsync(cancellationToken);
            return;
        }

        if (context.IsInteractive)
        {
            context.Error.WriteLine($"Delivering {SafeText.ForTerminal(options.StreamName)} to {options.InvokeUrl}; Ctrl-C ends it.");
        }

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The usual end: nothing is left undone, since what was not delivered is still in the stream.
        }
    }

    private static Option<string> Duration(string name, string description, string byDefault) =>
        new(name) { Description = description, HelpName = "TIME", DefaultValueFactory = _ => byDefault };

    private static TimeSpan ReadDuration(string text, string option, TimeSpan min, TimeSpan max)
    {
        Arguments.Require(DurationText.TryParse(text, out TimeSpan time), $"{option} is '{text}'; use a duration such as 5s, 5m or 1h30m.");
        Arguments.Require(time >= min && time <= max, $"{option} is '{text}'; use {DurationText.Format(min)} to {DurationText.Format(max)}.");
        return time;
    }

    private static int InRange(int value, string option, int min, int max)
    {
        Arguments.Require(value >= min && value <= max, $"{option} is {value}; use {min} to {max}.");
        return value;
    }
}
