using Amazon.Kinesis;
using LogFunctions.Cli.Output;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Truth;
using Spectre.Console;

namespace LogFunctions.Cli.Generate;

/// <summary>Runs <c>logfn generate</c>.</summary>
internal sealed class GenerateRun(CliContext context, GenerateOptions options)
{
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        using ResultFile? truthFile = options.TruthPath is { } truthPath ? ResultFile.Open(context, truthPath, "--truth") : null;
        using AmazonKinesisClient? kinesis = options.Target.Kind == TargetKind.Kinesis ? SinkFactory.NewKinesisClient(options.Context, options.Endpoint, maxErrorRetry: 0) : null;
        RunReport report;
        try
        {
            await using ILogSink sink = SinkFactory.Open(context, options, kinesis);
            report = await GenerateAsync(new TrafficRun(options.Run, sink, context.Time), interrupted);
        }
        catch (IOException) when (options.Target.Kind == TargetKind.Stdout)
        {
            // The reader has seen enough (`| head`): as with every filter, no message.
            return ExitCode.Failed;
        }

        if (truthFile is not null && report.Truth is { } truth)
        {
            await truthFile.CommitAsync(stream => TruthJson.WriteAsync(stream, truth, CancellationToken.None));
        }

        return Conclude(report);
    }

    private async Task<RunReport> GenerateAsync(TrafficRun run, CancellationToken interrupted)
    {
        bool isLive = context.IsInteractive && options.Target.Kind != TargetKind.Stdout;
        if (!isLive)
        {
            return await run.RunAsync(progress: null, interrupted);
        }

        RunReport? report = null;
        await context.ErrorConsole.Live(new Text("Starting ...")).AutoClear(true).StartAsync(async live =>
            report = await run.RunAsync(new ScreenProgress(live), interrupted));
        return report!;
    }

    private int Conclude(RunReport report)
    {
        // Where the lines went to standard output, nothing else may be there.
        if (options.Target.Kind != TargetKind.Stdout && !ResultFile.IsStandardOutput(options.TruthPath))
        {
            foreach (string line in GenerateScreen.Summary(report))
            {
                context.Out.WriteLine(SafeText.ForTerminal(line));
            }
        }

        if (report.Sink.FailedRecords > 0)
        {
            throw new CliException($"{report.Sink.FailedRecords} records ({report.Sink.FailedLines} lines) were refused to the end; the last complaint: {report.Sink.LastError}.");
        }

        if (options.IsBounded && !report.IsComplete)
        {
            throw new CliException(options.TruthPath is null
                ? "interrupted before the end of the run."
                : "interrupted before the end of the run; the truth file tells what was sent until then.");
        }

        return ExitCode.Done;
    }

    private sealed class ScreenProgress(LiveDisplayContext live) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            live.UpdateTarget(GenerateScreen.Live(value));
            live.Refresh();
        }
    }
}
