using System.Text;
using LogFunctions.Cli.Replay;
using LogFunctions.Core.Parsing;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class FileReplayTests
{
    private static readonly string[] s_lines =
    [
        """192.0.2.1 - - [01/Mar/2026:12:00:00 +0000] "GET /a HTTP/1.1" 200 1 "-" "x" """.Trim(),
        """192.0.2.1 - - [01/Mar/2026:12:00:20 +0000] "GET /b HTTP/1.1" 200 1 "-" "x" """.Trim(),
        "not a log line",
        """192.0.2.1 - - [01/Mar/2026:12:00:10 +0000] "GET /c HTTP/1.1" 200 1 "-" "x" """.Trim(),
        """192.0.2.1 - - [01/Mar/2026:12:01:00 +0000] "GET /d HTTP/1.1" 200 1 "-" "x" """.Trim(),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_AtTenTimesItsPace_SendsLinesWhenTheyAreDue()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        var sent = new List<(double Seconds, string Line)>();
        Task Write(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken)
        {
            sent.AddRange(records.SelectMany(r => Encoding.UTF8.GetString(r.Data.Span).TrimEnd('\n').Split('\n')).Select(l => ((time.GetUtcNow() - start).TotalSeconds, l)));
            return Task.CompletedTask;
        }

        var replay = new FileReplay(10, Write, time);
        Task run = replay.RunAsync(Text(), Token);
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await run;
        Assert.Equal(s_lines, sent.Select(s => s.Line));
        Assert.Equal(new ReplayProgress(5, s_lines.Sum(l => l.Length + 1), 4), replay.Progress);
        // 20 s later in the file is 2 s later here; what is older than its predecessor goes at once. Never early.
        Assert.Equal(0, sent[0].Seconds);
        Assert.All(sent.Skip(1).Take(3), s => Assert.True(s.Seconds >= 2.0));
        Assert.True(sent[4].Seconds >= 6.0);
    }

    /// <summary>The pace is that of the times as they are to be read: of a directive, of an alias, of a header line.</summary>
    [Theory]
    [InlineData("$msec|$request|$status", "", "1772366400.000|GET /a|200", "1772366420.000|GET /b|200")]
    [InlineData("auto", "ts=when", """{"when":1772366400,"time":7,"path":"/a","status":200}""", """{"when":1772366420,"time":7,"path":"/b","status":200}""")]
    [InlineData("auto", "", "#Fields: cs-method date cs-uri-stem time sc-status", "GET 2026-03-01 /a 12:00:00 200", "GET 2026-03-01 /b 12:00:20 200")]
    public async Task Replay_AtItsPace_ReadsTimesAsTheOptionsSay(string format, string aliases, params string[] lines)
    {
        var options = LogFormatSetting.Parse(format).ApplyTo(new ParserOptions { FieldAliases = ParserOptions.ParseFieldAliases(aliases) });
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        double last = -1;
        var replay = new FileReplay(10, (_, _) =>
        {
            last = (time.GetUtcNow() - start).TotalSeconds;
            return Task.CompletedTask;
        }, time, options);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        Task run = replay.RunAsync(input, Token);
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await run;
        Assert.InRange(last, 2.0, 100);
    }

    [Fact]
    public async Task Replay_AtFullSpeed_FillsRequests()
    {
        var requests = new List<int>();
        var replay = new FileReplay(double.PositiveInfinity, (records, _) =>
        {
            requests.Add(records.Count);
            return Task.CompletedTask;
        }, new FakeTimeProvider());
        using var input = new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 1023) + "\n", 14_000))));
        await replay.RunAsync(input, Token);
        Assert.Equal(14_000, replay.Progress.Lines);
        Assert.All(requests, r => Assert.InRange(r, 1, 500));
        Assert.True(requests.Count <= 5, "requests of up to 4 MiB: " + string.Join(", ", requests));
    }

    [Fact]
    public async Task Replay_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        Task run = new FileReplay(1, (_, _) => Task.CompletedTask, new FakeTimeProvider()).RunAsync(Text(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static MemoryStream Text() => new(Encoding.UTF8.GetBytes(string.Join('\n', s_lines) + "\n"));
}
