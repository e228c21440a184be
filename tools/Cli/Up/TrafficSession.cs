using Amazon.Kinesis;
using Amazon.Runtime;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Velocity;
using LogFunctions.WindowStore;
using Spectre.Console;

namespace LogFunctions.Cli.Up;

/// <summary><c>logfn up</c> without a file: generates traffic and shows what the rows say about it, until it is told to end.</summary>
internal sealed class TrafficSession(CliContext context, UpOptions options, LocalCloudHost host, string runName, IWindowStore store, UpLog log, Conclusion conclusion)
{
    private LogGenerator.Running.RunProgress? _progress;

    public async Task<int> RunAsync(ResultFile? reportFile, CancellationToken cancellationToken)
    {
        using AmazonKinesisClient kinesis = CreateClient();
        await using var sink = new KinesisSink(kinesis, new KinesisSinkOptions { StreamName = host.StreamName, Seed = options.Seed }, context.Time, new Random());
        long startedAt = context.Time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        Task<LogGenerator.Running.RunReport> traffic = new TrafficRun(RunOptions(), sink, context.Time).RunAsync(new Progress<RunProgress>(p => _progress = p), stop.Token);
        Task screen = ShowAsync(sink, ended.Token);
        if (await Task.WhenAny(traffic, screen) == screen)
        {
            await stop.CancelAsync(); // it failed, or nobody looks any more
        }

        await ended.CancelAsync();
        LogGenerator.Running.RunReport run = await traffic;
        await screen;
        if (run.Sink.FailedRecords > 0)
        {
            throw new CliException($"the stream refused {run.Sink.FailedRecords} records to the end: {run.Sink.LastError}");
        }

        if (options.Duration is null)
        {
            return ExitCode.Done; // Ctrl-C is how such a run ends.
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await conclusion.RunAsync(run.Lines, startedAt, reportFile, cancellationToken);
    }

    /// <summary>Enough of the past is generated at once that the first complete windows are there from the beginning.</summary>
    private RunOptions RunOptions()
    {
        TimeSpan backfill = TimeSpan.FromSeconds((3 * options.WindowSeconds) + options.LatenessSeconds);
        return new RunOptions
        {
            Profile = options.Profile,
            Seed = options.Seed,
            Backfill = backfill,
            Limits = new RunLimits(Duration: options.Duration + backfill),
            TruthWindowSeconds = [],
        };
    }

    /// <summary>Retries are the sink's, which counts them.</summary>
    private AmazonKinesisClient CreateClient() => new(
        new BasicAWSCredentials(LocalClients.Credential, LocalClients.Credential),
        new AmazonKinesisConfig { ServiceURL = host.KinesisEndpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private async Task ShowAsync(KinesisSink sink, CancellationToken ended)
    {
        var numbers = new LiveNumbersReader(store, options.WindowSeconds, TimeSpan.FromSeconds(options.LatenessSeconds), context.Time);
        try
        {
            if (context.IsInteractive)
            {
                using IDisposable held = log.Hold();
                await context.OutConsole.Live(new Text("Waiting for the first lines ...")).StartAsync(live => LoopAsync(numbers, sink, (latest, status) =>
                {
                    live.UpdateTarget(LiveScreen.Render(latest, status, Endpoints()));
                    live.Refresh();
                }, ended));
                return;
            }

            context.Out.WriteLine(Endpoints());
            WindowKey? shown = null;
            await LoopAsync(numbers, sink, (latest, status) =>
            {
                if (latest?.Complete is { } complete && complete.Window != shown)
                {
                    shown = complete.Window;
                    context.Out.WriteLine(LiveScreen.Line(complete, latest.CompleteEndpointCount, status));
                }
            }, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The traffic has ended.
        }
        catch (IOException exception) when (ClosedPipe.IsCauseOf(exception))
        {
            // Its end is that of the run.
        }
    }

    private async Task LoopAsync(LiveNumbersReader numbers, KinesisSink sink, Action<LiveNumbers?, LiveStatus> show, CancellationToken ended)
    {
        await foreach (LiveNumbers? latest in numbers.WatchAsync(ended))
        {
            show(latest, Status(sink));
        }
    }

    private LiveStatus Status(KinesisSink sink)
    {
        string metrics = host.EnvironmentOf(Conclusion.Aggregator)["METRICS_NAMESPACE"];
        string dimensions = $"FunctionName={Conclusion.Aggregator}";
        double lagMs = host.OutstandingRecords == 0 ? 0 : host.Metrics.Get("AWS/Lambda", "IteratorAge", dimensions).Latest;
        return new LiveStatus(
            sink.Counters.Lines,
            (long)host.Metrics.Get(metrics, "LinesAccepted").Sum,
            (long)host.Metrics.Get(metrics, "LinesRejected").Sum,
            host.ArchiveBucket is null ? null : (long)host.Metrics.Get(metrics, "LinesArchived").Sum,
            TimeSpan.FromMilliseconds(lagMs),
            _progress?.Lag ?? TimeSpan.Zero);
    }

    private string Endpoints() => string.Join(Environment.NewLine, UpEndpoints.Lines(host, runName));
}
