using System.Text.RegularExpressions;
using LogFunctions.Cli.Up;
using LogFunctions.Cli.Up.Screen;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Tools.Tests.Screen;

/// <summary>What stands on the screen of `logfn up` at any size.</summary>
public sealed partial class ScreenRendererTests
{
    private const long Now = 1_772_366_400;

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 20)]
    [InlineData(200, 50)]
    public void Screen_AtUsualSizes_IsUsedWholeAndNothingIsCut(int columns, int rows)
    {
        string[] lines = Render(State(endpoints: 100), columns, rows);

        Assert.Equal(rows, lines.Length);
        Assert.All(lines, line => Assert.InRange(TextWidth.Of(line), 0, columns));
        Assert.StartsWith("logfn up demo", lines[0]);
        Assert.StartsWith("1,000 req/s   5xx 1.0 %   4xx 2.0 %   p95 ", lines[1]);
        Assert.StartsWith("req/s  ", lines[2]);
        Assert.StartsWith("endpoint ", lines[4]);
        Assert.StartsWith("GET /r0/", lines[5]);
        Assert.StartsWith($"all (with {100 - (rows - 7)} more)", lines[^2]);
        Assert.StartsWith("s sort", lines[^1]);
        // The numbers of the last column stand at the right edge: nothing is left of it, and no name wraps.
        Assert.All(lines[5..^1], line => Assert.Equal(columns, TextWidth.Of(line)));
        Assert.All(lines[5..^1], line => Assert.True(char.IsAsciiDigit(line[^1]), line));
    }

    [Fact]
    public void Screen_OfAnySize_FitsIt()
    {
        foreach (int columns in Enumerable.Range(1, 130))
        {
            foreach (int rows in Enumerable.Range(1, 40))
            {
                string[] lines = Render(State(endpoints: 30) with { Warning = "warning: something" }, columns, rows);
                Assert.InRange(lines.Length, 1, rows);
                Assert.All(lines, line => Assert.InRange(TextWidth.Of(line), 0, columns));
            }
        }
    }

    [Theory]
    [InlineData(80, "req/s,4xx %,5xx %,p50 ms,p95 ms,p99 ms")]
    [InlineData(76, "req/s,4xx %,5xx %,p95 ms,p99 ms")]
    [InlineData(60, "req/s,4xx %,5xx %,p95 ms")]
    [InlineData(52, "req/s,5xx %,p95 ms")]
    [InlineData(42, "req/s,5xx %")]
    [InlineData(30, "req/s")]
    public void Columns_OfANarrowScreen_GoOneByOne(int columns, string titles)
    {
        Assert.Equal(titles.Split(','), ScreenColumn.Fit(columns, 24).Select(column => column.Title));
    }

    [Fact]
    public void Endpoint_TooLong_KeepsBothEnds()
    {
        LiveNumbers numbers = Numbers([Value("GET /api/v1/customers/{id}/orders/{id}/items/{id}/reviews", 60, 0)]);
        Assert.StartsWith("GET /api/v1/c…/{id}/reviews ", Render(State(numbers), 80, 24)[5]);
        Assert.Equal("ab…f", TextWidth.Shorten("abcdef", 4));
        Assert.Equal("…", TextWidth.Shorten("abcdef", 1));
        Assert.Equal("日…末", TextWidth.Shorten("日本語の末", 5));
    }

    [Fact]
    public void Endpoint_WithEscapeSequences_IsShownAsText()
    {
        string[] lines = Render(State(Numbers([Value("GET /\e[2J‮x", 60, 0)])), 80, 24);
        Assert.All(lines, line => Assert.DoesNotContain('\e', line));
        Assert.Contains(@"GET /\x1B[2J\u{202E}x", lines[5]);
    }

    [Fact]
    public void Red_IsFor5xxOnly()
    {
        IReadOnlyList<string> lines = ScreenRenderer.Render(
            State(Numbers([Value("GET /fine", 60, 0), Value("GET /broken", 60, 6), new("GET /missing", new Cell { Requests = 60, Status4xx = 60 })])), 80, 24, isColoured: true);
        string[] red = [.. lines.Where(line => line.Contains("\e[31m", StringComparison.Ordinal)).Select(Plain)];
        Assert.Equal(3, red.Length);
        Assert.Contains("5xx 3.3 %", red[0]);
        Assert.StartsWith("GET /broken", red[1]);
        Assert.StartsWith("all", red[2]);
    }

    [Fact]
    public void Rates_BelowOne_AreCounts()
    {
        Assert.Equal("7 req", ScreenColumn.Rate(new Cell { Requests = 7 }, 60));
        Assert.Equal("1.0", ScreenColumn.Rate(new Cell { Requests = 60 }, 60));
        Assert.Equal("12,000", ScreenColumn.Rate(new Cell { Requests = 720_000 }, 60));
    }

    [Fact]
    public void Keys_ChangeWhatIsShown()
    {
        ScreenState state = State(Numbers([Value("GET /often", 600, 0), Value("GET /broken", 60, 30), Value("POST /login", 6, 0)]));
        Assert.StartsWith("GET /often", Render(state, 80, 24)[5]);
        ScreenView view = Press(new ScreenView(), "s");
        Assert.StartsWith("GET /broken", Render(state with { View = view }, 80, 24)[5]);
        Assert.Contains("▾5xx %", Render(state with { View = view }, 80, 24)[4]);

        view = Press(new ScreenView(), "/LOG");
        string[] filtered = Render(state with { View = view }, 80, 24);
        Assert.StartsWith("POST /login", filtered[5]);
        Assert.StartsWith("all", filtered[6]);
        Assert.StartsWith("/LOG_", filtered[^1]);
        view = view.After(new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false));
        Assert.EndsWith("only 'LOG'", Render(state with { View = view }, 80, 24)[^1]);
        Assert.Equal("", view.After(new ConsoleKeyInfo('\e', ConsoleKey.Escape, false, false, false)).Filter);

        Assert.StartsWith("region ", Render(state with { View = Press(new ScreenView(), "d") }, 80, 24)[4]);
        Assert.StartsWith("status ", Render(state with { View = Press(new ScreenView(), "dd") }, 80, 24)[4]);
        Assert.Contains("export AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:4567/", Render(state with { View = Press(new ScreenView(), "e") }, 80, 24));
        Assert.True(Press(new ScreenView(), "q").IsQuit);
        Assert.False(Press(new ScreenView(), "/q").IsQuit);
    }

    [Fact]
    public void Screen_WithoutNumbers_SaysWhatItWaitsFor()
    {
        Assert.Equal("Waiting for the first lines ...", Render(State(endpoints: 1) with { Numbers = null, Status = default }, 80, 24)[1]);
    }

    private static ScreenView Press(ScreenView view, string keys) =>
        keys.Aggregate(view, (current, key) => current.After(new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false)));

    private static string[] Render(ScreenState state, int columns, int rows) => [.. ScreenRenderer.Render(state, columns, rows, isColoured: false)];

    private static ScreenState State(int endpoints) => State(Numbers([.. Enumerable.Range(0, endpoints).Select(i => Value($"GET /r{i}/a/very/long/path/that/goes/on/{{id}}/and/on", 600, 6))]));

    private static ScreenState State(LiveNumbers numbers)
    {
        var history = new LiveHistory();
        history.Add(numbers.Series, Now);
        return new ScreenState(
            "demo", DateTimeOffset.FromUnixTimeSeconds(Now), numbers, new LiveStatus(36_000, 36_000, 0, null, TimeSpan.FromSeconds(0.4), TimeSpan.Zero), history, new ScreenView(),
            ["export AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:4567/"], null);
    }

    private static (string Value, Cell Cell) Value(string value, int requests, int errors)
    {
        var cell = new Cell { Requests = requests, Status2xx = requests - errors, Status5xx = errors, Status4xx = 2 * errors };
        cell.Latency.Add(42_000, requests);
        (cell.LatencySumUs, cell.LatencyMinUs, cell.LatencyMaxUs) = (42_000L * requests, 42_000, 42_000);
        return (value, cell);
    }

    private static LiveNumbers Numbers((string Value, Cell Cell)[] endpoints)
    {
        var all = new Cell();
        Array.ForEach(endpoints, endpoint => all.Merge(endpoint.Cell));
        return new LiveNumbers
        {
            Range = new WindowRange(60, Now - 60, Now),
            Seconds = 60,
            All = all,
            Endpoints = [.. endpoints.Select(endpoint => new RangeAggregate(Dimension.Endpoint, endpoint.Value, endpoint.Cell, 1))],
            Series = [new WindowAggregate(new WindowKey(60, Now - 60), Dimension.All, DimensionNames.AllValue, all)],
            OpenWindows = [],
            Complete = null,
            CompleteEndpointCount = 0,
        };
    }

    private static string Plain(string line) => Look().Replace(line, "");

    [GeneratedRegex("\e\\[[0-9]+m")]
    private static partial Regex Look();
}
