using System.Globalization;
using Amazon.Kinesis;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Replay;
using LogFunctions.LocalCloud;

namespace LogFunctions.Cli.Up;

/// <summary><c>logfn up --input</c>: sends a file's lines, then concludes.</summary>
internal sealed class ReplaySession(CliContext context, UpOptions options, LocalCloudHost host, UpLog log, Conclusion conclusion)
{
    public async Task<int> RunAsync(Stream input, ResultFile? reportFile, CancellationToken cancellationToken)
    {
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        var writer = new KinesisWriter(kinesis, host.StreamName, context.Time, new Random());
        var replay = new FileReplay(options.Speed, writer.WriteAsync, context.Time, options.Parser);
        long startedAt = context.Time.GetTimestamp();
        await Spinner.ShowAsync(
            context,
            log,
            () => string.Create(CultureInfo.InvariantCulture, $"Sending lines: {replay.Progress.Lines:N0} ..."),
            replay.RunAsync(input, cancellationToken));
        if (replay.CutLines > 0)
        {
            log.Warning($"{replay.CutLines} lines are longer than a record may be (1 MiB); only their beginning was sent.");
        }

        return await conclusion.RunAsync(replay.Progress.Lines, startedAt, reportFile, cancellationToken);
    }
}
