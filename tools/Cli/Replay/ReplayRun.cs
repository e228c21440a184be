using System.Globalization;
using Amazon.Kinesis;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Parsing;
using Spectre.Console;

namespace LogFunctions.Cli.Replay;

/// <summary>A checked command line of <c>logfn replay</c>.</summary>
/// <param name="Paths">The logs, in order; <c>-</c> = standard input.</param>
/// <param name="Target">Where to.</param>
/// <param name="Endpoint">Kinesis endpoint; null = by the SDK's settings.</param>
/// <param name="Speed">Event time per wall time; null = as fast as the target takes it.</param>
/// <param name="ShiftToNow">Whether the times of the lines are replaced by present ones.</param>
/// <param name="Parser">How lines are read: the pace is that of their times.</param>
internal sealed record ReplayOptions(IReadOnlyList<string> Paths, Target Target, Uri? Endpoint, double? Speed, bool ShiftToNow, ParserOptions Parser);

/// <summary>Runs <c>logfn replay</c>.</summary>
internal sealed class ReplayRun(CliContext context, ReplayOptions options)
{
    private string Name => options.Paths.Count == 1 ? options.Paths[0] : string.Create(CultureInfo.InvariantCulture, $"{options.Paths.Count} files");

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Arguments.Require(
            !options.ShiftToNow || !options.Paths.Contains(Report.InputFile.StandardInput), "--shift-to-now reads a log twice, which standard input can't be; give a file.");
        await using Stream log = await OpenAsync(cancellationToken);
        (RecordWriter write, IAsyncDisposable target) = OpenTarget();
        await using (target)
        {
            // Shifted lines carry the time at which they are due: from there on the pace is 1.
            var replay = new FileReplay(options.ShiftToNow && options.Speed is not null ? 1 : options.Speed ?? double.PositiveInfinity, write, context.Time, options.Parser);
            long startedAt = context.Time.GetTimestamp();
            await ShowAsync(replay, replay.RunAsync(log, cancellationToken));
            Conclude(replay, log as ShiftedStream, context.Time.GetElapsedTime(startedAt), target as StreamTarget);
        }

        return ExitCode.Done;
    }

    /// <summary>
    /// Without a pace all times move alike, so that the newest becomes now; with one, each line gets the time at which it is sent.
    /// </summary>
    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        if (!options.ShiftToNow)
        {
            return LogFiles.Open(context, options.Paths);
        }

        (long firstMs, long newestMs) = await FindTimesAsync(cancellationToken);
        long nowMs = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return new ShiftedStream(LogFiles.Open(context, options.Paths), options.Speed is { } speed
            ? ms => nowMs + (long)((ms - firstMs) / speed)
            : ms => nowMs + (ms - newestMs));
    }

    private async Task<(long FirstMs, long NewestMs)> FindTimesAsync(CancellationToken cancellationToken)
    {
        long firstMs = -1;
        long newestMs = -1;
        await using var scan = new ShiftedStream(LogFiles.Open(context, options.Paths), ms =>
        {
            firstMs = firstMs < 0 ? ms : firstMs;
            newestMs = Math.Max(newestMs, ms);
            return ms;
        });
        await scan.CopyToAsync(Stream.Null, cancellationToken);
        return firstMs >= 0
            ? (firstMs, newestMs)
            : throw new CliException($"{Name} has no line whose time could be read, so --shift-to-now has nothing to shift.");
    }

    private (RecordWriter Write, IAsyncDisposable Target) OpenTarget()
    {
        if (options.Target.Kind != TargetKind.Kinesis)
        {
            var stream = new StreamTarget(options.Target.Kind switch
            {
                TargetKind.Stdout => context.OpenOutput(),
                TargetKind.File => SinkFactory.OpenFile(options.Target.Name),
                _ => Stream.Null,
            });
            return (stream.WriteAsync, stream);
        }

        AmazonKinesisClient client = SinkFactory.NewKinesisClient(context, options.Endpoint, maxErrorRetry: 8);
        var writer = new KinesisWriter(client, options.Target.Name, context.Time, new Random());
        return (writer.WriteAsync, new ClientTarget(client));
    }

    private async Task ShowAsync(FileReplay replay, Task work)
    {
        if (!context.IsInteractive || options.Target.Kind == TargetKind.Stdout)
        {
            await work;
            return;
        }

        await context.ErrorConsole.Status().StartAsync("Starting ...", async status =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), context.Time);
            while (await Task.WhenAny(work, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != work)
            {
                status.Status(string.Create(CultureInfo.InvariantCulture, $"{replay.Progress.Lines:N0} lines sent ..."));
            }

            await work;
        });
    }

    private void Conclude(FileReplay replay, ShiftedStream? shifted, TimeSpan elapsed, StreamTarget? stream)
    {
        if (replay.CutLines > 0)
        {
            context.Error.WriteLine($"logfn: {replay.CutLines} lines are longer than a record may be (1 MiB); only their beginning was sent.");
        }

        if (options.Target.Kind == TargetKind.Stdout)
        {
            return;
        }

        ReplayProgress done = replay.Progress;
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done.Lines:N0} lines, {done.Bytes:N0} bytes in {(stream is null ? $"{done.Records:N0} records, " : "")}{elapsed.TotalSeconds:0.0} s from {SafeText.ForTerminal(Name)}{(shifted is null ? "" : $"; {shifted.ShiftedLines:N0} lines shifted to now")}"));
    }

    private sealed class StreamTarget(Stream stream) : IAsyncDisposable
    {
        public async Task WriteAsync(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken)
        {
            foreach (LineRecord record in records)
            {
                await stream.WriteAsync(record.Data, cancellationToken);
            }

            await stream.FlushAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }

    private sealed class ClientTarget(AmazonKinesisClient client) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
