using System.Text;
using System.Text.Json;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Velocity;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class TrafficRunTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 12, 0, 0, 250, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_EmitsTheDemand_NeverTheFuture()
    {
        var time = new FakeTimeProvider(s_now);
        await using var sink = new CaptureSink();
        Task<RunReport> run = new TrafficRun(Live(1_000, seconds: 5), sink, time).RunAsync(progress: null, Cancel);

        await StepAsync(run, time, TimeSpan.FromMilliseconds(20), () =>
        {
            // the start was rounded down to 12:00:00
            Assert.InRange(sink.Counters.Lines, 0, (time.GetUtcNow() - s_now).TotalMilliseconds + 250);
            Assert.All(sink.Lines.TakeLast(10), line => Assert.True(TimeOf(line) <= time.GetUtcNow()));
        });

        RunReport report = await run;
        Assert.Equal((5_000, true), (report.Lines, report.IsComplete));
    }

    [Fact]
    public async Task Backfill_IsEmittedAtOnce_AndIsNoLag()
    {
        var time = new FakeTimeProvider(s_now);
        await using var sink = new CaptureSink();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<RunReport> run = new TrafficRun(Live(500, seconds: null) with { Backfill = TimeSpan.FromMinutes(1) }, sink, time).RunAsync(progress: null, stop.Token);

        await WaitForAsync(() => sink.Counters.Lines >= 30_000);
        Assert.Equal(s_now.AddMinutes(-1).AddMilliseconds(-250), TimeOf(sink.Lines[0]));
        await stop.CancelAsync();
        RunReport report = await run;

        Assert.False(report.IsComplete);
        Assert.Equal(TimeSpan.Zero, report.MaxLag);
        Assert.Equal(sink.Lines.Count, report.Truth!.Lines.Emitted);
    }

    [Fact]
    public async Task SlowSink_DoesNotLowerTheDemand_AndTheShortfallIsReported()
    {
        var time = new FakeTimeProvider(s_now);
        using var gate = new SemaphoreSlim(5);
        await using var sink = new CaptureSink(onWrite: () => gate.WaitAsync(Cancel));
        var reports = new List<RunProgress>();
        Task<RunReport> run = new TrafficRun(Live(1_000, seconds: 4), sink, time).RunAsync(new Immediate(reports), Cancel);

        // five blocks go through; then the sink is stuck for two seconds
        await WaitForAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            return sink.Counters.Lines >= 600;
        });
        time.Advance(TimeSpan.FromSeconds(2));
        await WaitForAsync(() => reports.LastOrDefault() is { BehindLines: > 1_500, Lag.TotalSeconds: > 1.5 });
        Assert.Equal(1_000, reports[^1].WantedLinesPerSecond);
        gate.Release(1_000);
        await StepAsync(run, time, TimeSpan.FromMilliseconds(100), () => { });

        RunReport report = await run;
        Assert.Equal((4_000, true), (report.Lines, report.IsComplete));
        Assert.True(report.MaxLag > TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task Speed_TenTimes_PlaysTenSecondsInOne()
    {
        var time = new FakeTimeProvider(s_now);
        await using var sink = new CaptureSink();
        Task<RunReport> run = new TrafficRun(Live(1_000, seconds: 10) with { Start = s_now.AddDays(-1), Speed = 10 }, sink, time).RunAsync(progress: null, Cancel);

        await StepAsync(run, time, TimeSpan.FromMilliseconds(10), () => Assert.InRange(sink.Counters.Lines, 0, (time.GetUtcNow() - s_now).TotalMilliseconds * 10));

        Assert.Equal(10_000, (await run).Lines);
        Assert.True(time.GetUtcNow() - s_now >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Cancellation_OfAFastRun_LeavesATruthOfWhatWasEmitted()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var sink = new CaptureSink(needsOrder: true);
        Task<RunReport> run = new TrafficRun(
            new RunOptions { Profile = BuiltInProfiles.Get("steady"), Producers = 3, Start = s_now, Speed = double.PositiveInfinity }, sink, TimeProvider.System).RunAsync(progress: null, stop.Token);

        await WaitForAsync(() => sink.Counters.Lines > 20_000);
        await stop.CancelAsync();
        RunReport report = await run;

        Assert.False(report.IsComplete);
        Assert.Equal((sink.Lines.Count, sink.Lines.Count), (report.Lines, report.Truth!.Lines.Emitted));
        Assert.Equal(report.Lines, report.Truth.Windows.Where(w => w.WindowSeconds == 60).Sum(w => w.Cells[0].Requests));
    }

    [Fact]
    public async Task Sink_ThatFails_EndsTheRunWithItsError()
    {
        await using var sink = new CaptureSink(onWrite: () => throw new IOException("disk full"));

        var error = await Assert.ThrowsAsync<IOException>(() => new TrafficRun(
            new RunOptions { Profile = BuiltInProfiles.Get("steady"), Producers = 4, Start = s_now, Speed = double.PositiveInfinity }, sink, TimeProvider.System).RunAsync(progress: null, Cancel));

        Assert.Equal("disk full", error.Message);
    }

    private static RunOptions Live(double linesPerSecond, int? seconds) => new()
    {
        Profile = Runs.Profile("steady", linesPerSecond),
        Limits = new RunLimits(Duration: seconds is { } s ? TimeSpan.FromSeconds(s) : null),
    };

    private static DateTimeOffset TimeOf(byte[] line)
    {
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(line));
        return json.RootElement.GetProperty("ts").GetDateTimeOffset();
    }

    /// <summary>Lets time pass in small steps until the run is over; the producer may notice a step late, never early.</summary>
    private static async Task StepAsync(Task run, FakeTimeProvider time, TimeSpan step, Action check)
    {
        while (!run.IsCompleted)
        {
            Cancel.ThrowIfCancellationRequested();
            check();
            time.Advance(step);
            await Task.Delay(1, Cancel);
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Delay(1, Cancel);
        }
    }

    private sealed class Immediate(List<RunProgress> reports) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => reports.Add(value);
    }
}
