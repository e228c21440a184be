using LogFunctions.Cli.Output;
using LogFunctions.Cli.Up.Feeds;
using LogFunctions.Cli.Up.Screen;
using LogFunctions.Core.Windows;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>A run that is watched: a feed on one side, the numbers of the tables on the other, until the feed or the user ends it.</summary>
internal sealed class LiveSession(CliContext context, UpOptions options, LocalCloudHost host, string runName, IWindowStore store, UpLog log, Conclusion conclusion)
{
    /// <summary>Runs it. A feed that ends by itself is concluded.</summary>
    public async Task<int> RunAsync(ILineFeed feed, ResultFile? reportFile, CancellationToken cancellationToken)
    {
        foreach (string line in UpEndpoints.Lines(host, runName))
        {
            context.Out.WriteLine(line);
        }

        long startedAt = context.Time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = feed.RunAsync(stop.Token);
        Task screen = ShowAsync(feed, ended.Token);
        bool isOver = await Task.WhenAny(sending, screen) == sending && !cancellationToken.IsCancellationRequested;
        await stop.CancelAsync(); // the feed failed or is through, or nobody looks any more
        await ended.CancelAsync();
        await sending;
        await screen;
        if (isOver)
        {
            return await conclusion.RunAsync(feed.SentLines, startedAt, reportFile, cancellationToken);
        }

        // Ctrl-C is how a run without an end ends; one with an end was interrupted.
        if (options.Duration is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CliException("ended before it was done.");
        }

        if (context.Terminal is not null)
        {
            context.Out.WriteLine($"logfn up: {context.Time.GetElapsedTime(startedAt):hh\\:mm\\:ss}; {LiveScreen.StatusLine(Status(feed))}");
        }

        return ExitCode.Done;
    }

    private async Task ShowAsync(ILineFeed feed, CancellationToken ended)
    {
        var numbers = new LiveNumbersReader(store, options.WindowSeconds, TimeSpan.FromSeconds(options.LatenessSeconds), context.Time);
        try
        {
            if (context.Terminal is not null)
            {
                await new LiveDisplay(context, runName, [.. UpEndpoints.Lines(host, runName)], log).RunAsync(numbers.WatchAsync(ended), () => Status(feed), ended);
                return;
            }

            WindowKey? shown = null;
            await foreach (LiveNumbers? latest in numbers.WatchAsync(ended))
            {
                if (latest?.Complete is { } complete && complete.Window != shown)
                {
                    shown = complete.Window;
                    context.Out.WriteLine(LiveScreen.Line(complete, latest.CompleteEndpointCount, Status(feed)));
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The feed has ended.
        }
        catch (IOException exception) when (ClosedPipe.IsCauseOf(exception))
        {
            // Its end is that of the run.
        }
    }

    private LiveStatus Status(ILineFeed feed)
    {
        string metrics = host.EnvironmentOf(Conclusion.Aggregator)["METRICS_NAMESPACE"];
        string dimensions = $"FunctionName={Conclusion.Aggregator}";
        double lagMs = host.OutstandingRecords == 0 ? 0 : host.Metrics.Get("AWS/Lambda", "IteratorAge", dimensions).Latest;
        return new LiveStatus(
            feed.SentLines,
            (long)host.Metrics.Get(metrics, "LinesAccepted").Sum,
            (long)host.Metrics.Get(metrics, "LinesRejected").Sum,
            host.ArchiveBucket is null ? null : (long)host.Metrics.Get(metrics, "LinesArchived").Sum,
            TimeSpan.FromMilliseconds(lagMs),
            feed.Behind);
    }
}
