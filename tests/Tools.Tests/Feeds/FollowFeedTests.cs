using System.Text;
using LogFunctions.Cli;
using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Up.Feeds;

namespace LogFunctions.Tools.Tests.Feeds;

/// <summary>Every line that a server writes is sent once, whatever happens to its file.</summary>
public sealed class FollowFeedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logfn-test-");
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();
    private event Action? Arrived;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_folder.FullName, "access.log");

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_Appended_AreSentWhole_AndOldOnesNot()
    {
        Append("old\nold, not yet ");
        Task following = Follow(new GrowingFile(Log, fromStart: false, TimeProvider.System));
        Append("whole\none\ntw");
        await SentAsync("old, not yet whole", "one");
        Append("o\nthree");
        await SentAsync("old, not yet whole", "one", "two");
        await StopAsync(following);
        Assert.Equal(["old, not yet whole", "one", "two"], _lines); // nobody ended the last one
    }

    [Fact]
    public async Task File_FromItsStart_IsSentWhole()
    {
        Append("#Fields: date time cs-uri\none\ntwo\n");
        Task following = Follow(new GrowingFile(Log, fromStart: true, TimeProvider.System));
        await SentAsync("#Fields: date time cs-uri", "one", "two");
        Append("three\n");
        await SentAsync("#Fields: date time cs-uri", "one", "two", "#Fields: date time cs-uri", "three");
        await StopAsync(following);
    }

    [Fact]
    public async Task File_Renamed_IsReadToItsEndAndThenItsSuccessor()
    {
        Append("");
        using var late = new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Task following = Follow(new GrowingFile(Log, fromStart: false, TimeProvider.System));
        late.Write("one\n"u8);
        late.Flush();
        File.Move(Log, Log + ".1");
        late.Write("two\n"u8);
        late.Flush();
        await SentAsync("one", "two"); // between the files there is none
        Append("three\n");
        await SentAsync("one", "two", "three");
        late.Write("late\n"u8); // a server that was not told yet
        late.Flush();
        await SentAsync("one", "two", "three", "late");
        await StopAsync(following);
    }

    [Fact]
    public async Task File_RotatedManyTimes_LosesNoLine()
    {
        Append("");
        Task following = Follow(new GrowingFile(Log, fromStart: false, TimeProvider.System));
        var written = new List<string>();
        for (int rotation = 0; rotation < 5; rotation++)
        {
            for (int line = 0; line < 20; line++)
            {
                written.Add($"line {rotation} {line}");
                Append(written[^1] + "\n");
            }

            await SentAsync([.. written]);
            File.Move(Log, $"{Log}.{rotation}");
            Append("");
        }

        await StopAsync(following);
        Assert.Equal(written, _lines);
    }

    [Fact]
    public async Task File_Truncated_IsReadFromItsStart()
    {
        Append("");
        Task following = Follow(new GrowingFile(Log, fromStart: false, TimeProvider.System));
        Append("a line before\n");
        await SentAsync("a line before");
        using (var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
            file.Write("after\n"u8);
        }

        await SentAsync("a line before", "after");
        await StopAsync(following);
    }

    [Fact]
    public async Task Pipe_ThatEnds_EndsTheFeedWithItsLastLine()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 50_000; i++)
        {
            text.Append(i).Append('\n');
        }

        await Follow(new GrowingPipe(new MemoryStream(Encoding.ASCII.GetBytes(text.Append("last").ToString()))));
        Assert.Equal(50_001, _lines.Count);
        Assert.Equal("last", _lines[^1]);
    }

    [Theory]
    [InlineData("no.log", null, "does not exist")]
    [InlineData("x.gz", "\u001f\u008b\u0008", "is a gzip file")]
    [InlineData("x.bin", "a\0b", "is a binary file")]
    public void File_ThatCannotBeFollowed_SaysSo(string name, string? content, string expected)
    {
        string path = Path.Combine(_folder.FullName, name);
        if (content is not null)
        {
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));
        }

        Assert.Contains(expected, Assert.Throws<CliException>(() => new GrowingFile(path, false, TimeProvider.System)).Message);
    }

    private Task Follow(IGrowingText text)
    {
        var feed = new FollowFeed([text], TakeAsync, TimeProvider.System);
        return Task.Run(async () =>
        {
            await using (feed)
            {
                await feed.RunAsync(_stop.Token);
                Assert.Equal(_lines.Count(line => line[0] != '#'), feed.SentLines);
            }
        });
    }

    private Task TakeAsync(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (LineRecord record in records)
            {
                _lines.AddRange(Encoding.UTF8.GetString(record.Data.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        Arrived?.Invoke();
        return Task.CompletedTask;
    }

    /// <summary>Waits until so many lines were sent, and compares them.</summary>
    private async Task SentAsync(params string[] lines)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            lock (_lock)
            {
                if (_lines.Count >= lines.Length)
                {
                    there.TrySetResult();
                }
            }
        }

        Arrived += Look;
        Look();
        await there.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        Arrived -= Look;
        lock (_lock)
        {
            Assert.Equal(lines, _lines);
        }
    }

    private async Task StopAsync(Task following)
    {
        await _stop.CancelAsync();
        await following;
    }

    private void Append(string text) => File.AppendAllText(Log, text);
}
