using System.Text.Json;
using LogFunctions.Cli;
using LogFunctions.Tools.Tests.Cli;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Tools.Tests.Query;

/// <summary><c>logfn query</c> against a DynamoDB API, as typed.</summary>
public sealed class QueryCommandTests(QueryFixture fixture) : IClassFixture<QueryFixture>
{
    private const string From = "2026-03-01T11:00";
    private const string To = "2026-03-01T12:00";

    [Fact]
    public async Task Query_WithoutOptions_IsTheLastHourOfEndpointsAsTable()
    {
        (int exitCode, string output, string error) = await RunAsync();

        Assert.Equal((0, ""), (exitCode, error));
        string[][] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Words)];
        Assert.Equal("Endpoint Requests Errors % 4xx 5xx p50 ms p95 ms p99 ms Bytes", string.Join(' ', lines[0]));
        Assert.Equal("GET /quick 1,200 0.00 0 0 1.0 1.1 1.1 120,000", string.Join(' ', lines[1]));
        Assert.StartsWith("POST /slow 240 100.00 0 240", string.Join(' ', lines[2]), StringComparison.Ordinal);
        Assert.Equal("GET /[red]\\x1B[31m\\u{202E}x 120 0.00 0 0 - - - 12,000", string.Join(' ', lines[3]));
    }

    [Fact]
    public async Task Query_ByLatencyAsJson_HasTheSlowestFirstAndNumbers()
    {
        (int exitCode, string output, _) = await RunAsync(
            "--dimension", "endpoint", "--top", "2", "--by", "p95", "--from", From, "--to", To, "--format", "json");

        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(
            ["POST /slow", "GET /quick"], json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("endpoint").GetString()));
        JsonElement slow = json.RootElement[0];
        Assert.Equal(
            (240, 240, 0),
            (slow.GetProperty("requests").GetInt64(), slow.GetProperty("s5xx").GetInt64(), slow.GetProperty("s2xx").GetInt64()));
        Assert.Equal(2000, slow.GetProperty("maxMs").GetDouble());
        Assert.InRange(slow.GetProperty("p50Ms").GetDouble(), 1980, 2020);
    }

    [Fact]
    public async Task Query_OfOneValueAsCsv_ListsItsWindows()
    {
        (int exitCode, string output, _) = await RunAsync(
            "--value", "GET /quick", "--from", "2026-03-01T11:58:30Z", "--to", To, "--format", "csv");

        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["window,windowSeconds,requests,errorPercent,s1xx,s2xx,s3xx,s4xx,s5xx,sOther,p50Ms,p95Ms,p99Ms,maxMs,bytes,open", "2026-03-01T11:59:00Z,60,20"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, number) => number == 0 ? line : string.Join(',', line.Split(',')[..3])));
    }

    [Theory]
    [InlineData("all", "60", 60, "requests", 26)]
    [InlineData("all", "3600", 1, "requests", 13)]
    [InlineData("status", "60", 2, "requests", 1320)]
    [InlineData("reject", "60", 1, "lines", 360)]
    public async Task Query_OfEveryDimension_CountsByIt(string dimension, string window, int rows, string name, long first)
    {
        (int exitCode, string output, _) = await RunAsync(
            "--dimension", dimension, "--window", window, "--from", From, "--to", To, "--format", "json");

        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(rows, json.RootElement.GetArrayLength());
        Assert.Equal(first, json.RootElement[0].GetProperty(name).GetInt64());
    }

    [Theory]
    [InlineData("2026-03-01T11:30", "2026-03-01T12:00", 30 * 26)] // inside one hour
    [InlineData("2026-03-01T10:20", "2026-03-01T11:30", 30 * 26)] // its last minutes
    [InlineData("2026-03-01T11:00", "2026-03-01T12:00", 13)] // a whole hour is an hour's row
    public async Task Query_InHoursOfATimeThatIsNoWholeHours_AnswersForNoMoreThanWasAsked(string from, string to, long requests)
    {
        (_, string totals, _) = await RunAsync("--dimension", "status", "--window", "3600", "--from", from, "--to", to, "--format", "json");
        (_, string windows, _) = await RunAsync("--dimension", "all", "--window", "3600", "--from", from, "--to", to, "--format", "json");

        using var json = JsonDocument.Parse(totals);
        Assert.Equal(requests, json.RootElement.EnumerateArray().Sum(entry => entry.GetProperty("requests").GetInt64()));
        Assert.All(json.RootElement.EnumerateArray(), entry => Assert.Equal(
            (from + ":00Z", to + ":00Z"), (entry.GetProperty("from").GetString(), entry.GetProperty("to").GetString())));
        using var list = JsonDocument.Parse(windows);
        Assert.Equal(requests, Assert.Single(list.RootElement.EnumerateArray()).GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task Query_AsTable_SaysHowManyOfWhatAndWhen()
    {
        (_, string output, _) = await RunAsync("--top", "2", "--from", From, "--to", To);

        Assert.EndsWith(
            "2 of 3 by requests; 1,560 requests; 2026-03-01T11:00:00Z to 2026-03-01T12:00:00Z\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ByDefault_ShowsWhatIsStillOpenAndSaysSo()
    {
        (string windows, string ledgers) = await fixture.CreateLiveAsync();
        string[] tables = ["--table", windows, "--ledger-table", ledgers];

        (_, string table, _) = await RunAsync([.. tables]);
        (_, string json, _) = await RunAsync([.. tables, "--format", "json"]);
        (_, string csv, _) = await RunAsync([.. tables, "--value", "GET /api/users", "--format", "csv"]);
        (_, string list, _) = await RunAsync([.. tables, "--value", "GET /api/users"]);
        (_, string final, string error) = await RunAsync([.. tables, "--final", "--format", "csv"]);

        Assert.EndsWith(
            "3 of 3 by requests; 4 requests; 2026-03-01T11:00:00Z to 2026-03-01T12:00:00Z; streams first, second together; still open: 2 windows, 11:58:00 to 11:59:00\n",
            table, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(json);
        JsonElement first = parsed.RootElement[0];
        Assert.Equal(("GET /api/users", 2), (first.GetProperty("endpoint").GetString(), first.GetProperty("requests").GetInt64()));
        Assert.Equal(
            ["2026-03-01T11:58:00Z", "2026-03-01T11:59:00Z"],
            first.GetProperty("openWindows").EnumerateArray().Select(time => time.GetString()));
        Assert.Matches("^2026-03-01T11:58:00Z,60,2,.*,true$", csv.Split('\n')[1]);
        Assert.Contains(" open", list.Split('\n')[1], StringComparison.Ordinal);
        Assert.Single(final.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("without --final open ones are shown, too", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OfSharedTables_AddsStreamsUpOrTakesOne()
    {
        (string windows, string ledgers) = await fixture.CreateLiveAsync();

        (_, string all, _) = await RunAsync("--table", windows, "--ledger-table", ledgers, "--dimension", "status", "--format", "csv");
        (_, string one, _) = await RunAsync("--table", windows, "--ledger-table", ledgers, "--stream", "second");

        Assert.StartsWith("200,4,", all.Split('\n')[1], StringComparison.Ordinal);
        Assert.DoesNotContain("/first", one, StringComparison.Ordinal);
        Assert.Contains(
            "2 of 2 by requests; 2 requests; 2026-03-01T11:00:00Z to 2026-03-01T12:00:00Z; stream second; still open",
            one,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithMatch_ListsOnlyWhatMatches()
    {
        (_, string byPath, _) = await RunAsync("--match", "/s*", "--from", From, "--to", To);
        (_, string byAll, _) = await RunAsync("--match", "GET *", "--from", From, "--to", To, "--by", "errorRate", "--format", "csv");

        Assert.EndsWith(
            "1 of 1 like /s* by requests; 240 requests; 2026-03-01T11:00:00Z to 2026-03-01T12:00:00Z\n", byPath, StringComparison.Ordinal);
        Assert.Equal(
            ["endpoint", "GET /quick", "GET /[red]\u001b[31m\u202Ex"],
            byAll.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')[0]));
    }

    [Theory]
    [InlineData("errors5xx")]
    [InlineData("errorRate")]
    public async Task Query_ByErrors_HasTheWorstFirst(string by)
    {
        (_, string output, _) = await RunAsync("--by", by, "--top", "1", "--from", From, "--to", To);

        Assert.StartsWith("POST /slow", output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains($"1 of 3 by {by}; ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Since_IsTheTimeUpToNow()
    {
        (_, string since, _) = await RunAsync("--since", "30m", "--format", "csv");
        (_, string from, _) = await RunAsync("--from", "-30m", "--format", "csv");

        Assert.Equal(from, since);
        Assert.StartsWith("GET /quick,600,", since.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithTimeZone_ShowsAndTakesItsTimes()
    {
        (_, string output, _) = await RunAsync(
            "--tz", "Europe/Berlin", "--from", "2026-03-01T12:30", "--to", "2026-03-01T13:00", "--value", "GET /quick", "--format", "csv");
        (_, string local, _) = await RunAsync("--tz", "local", "--since", "30m");

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(31, lines.Length);
        Assert.StartsWith("2026-03-01T12:30:00+01:00,60,20,", lines[1], StringComparison.Ordinal);
        Assert.Contains("; 2026-03-01T18:30:00+07:00 to 2026-03-01T19:00:00+07:00", local, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Watched_AnswersAgainAndAgainUntilItIsInterrupted()
    {
        using var stop = new CancellationTokenSource();
        using var output = new CountingWriter();
        using var error = new StringWriter();
        CliContext context = Context(output, error, _ => null);
        var time = (FakeTimeProvider)context.Time;
        Task<int> run = Program.RunAsync(
            ["query", "--endpoint", fixture.Endpoint, "--watch", "--since", "10m", "--format", "json"], context, stop.Token);
        while (output.Lines < 3)
        {
            Assert.False(run.IsCompleted, error.ToString());
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.All(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), answer => JsonDocument.Parse(answer).Dispose());
    }

    [Fact]
    public async Task Query_WithoutPermissionForLedgers_NamesFinal()
    {
        (int exitCode, _, string error) = await RunAsync("--table", QueryFixture.Table, "--ledger-table", "nowhere");

        Assert.Equal(1, exitCode);
        Assert.Contains("table 'nowhere' does not exist", error, StringComparison.Ordinal);
        Assert.Contains("--final answers from closed windows", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OfATimeWithoutRows_SaysSo()
    {
        (int exitCode, string output, string error) = await RunAsync("--from", "2020-01-01", "--to", "2020-01-02", "--format", "csv");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("endpoint,requests,", output, StringComparison.Ordinal);
        Assert.Contains(
            "no rows for dimension endpoint in windows of 3600 s, 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z",
            error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dimension", "path", "--dimension is 'path'; use all, endpoint, region, status or reject.")]
    [InlineData("--by", "speed", "--by is 'speed'; use requests, errors, errors5xx, errorRate, p95, p99 or bytes.")]
    [InlineData("--by", "3", "--by is '3'; use requests")]
    [InlineData("--from", "yesterday", "--from is 'yesterday'; expected now, -15m")]
    [InlineData("--from", "-15x", "--from is '-15x'; expected now, -15m")]
    [InlineData("--from", "now", "is not before --to")]
    [InlineData("--top", "0", "--top is 0; it must be at least 1.")]
    [InlineData("--window", "-60", "--window is -60; it must be at least 1.")]
    [InlineData("--window", "60s", "'60s'")]
    [InlineData("--value", "", "--value is empty")]
    [InlineData("--endpoint", "127.0.0.1", "--endpoint is '127.0.0.1'; expected a URL such as http://127.0.0.1:4567.")]
    public async Task Query_WithAWrongOption_ExitsWithTwoAndSaysWhatIsRight(string option, string value, string expected)
    {
        (int exitCode, string output, string error) = await RunAsync(option, value);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithValueAndTop_ExitsWithTwo()
    {
        (int exitCode, _, string error) = await RunAsync("--value", "GET /quick", "--top", "3");

        Assert.Equal(2, exitCode);
        Assert.Contains("--value lists the windows of one value", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OfATableThatIsNotThere_NamesIt()
    {
        (int exitCode, _, string error) = await RunAsync("--table", "nowhere", "--ledger-table", QueryFixture.LedgerTable);

        Assert.Equal(1, exitCode);
        Assert.Contains("table 'nowhere' does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithoutAServer_AsksWhetherUpIsRunning()
    {
        (int exitCode, _, string error) = await RunAsync("--endpoint", "http://127.0.0.1:1");

        Assert.Equal(1, exitCode);
        Assert.Contains("cannot reach DynamoDB: Connection refused", error, StringComparison.Ordinal);
        Assert.Contains("`logfn up`", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ByEnvironment_FindsEndpointAndTable()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        CliContext context = Context(output, error, name => name switch
        {
            "AWS_ENDPOINT_URL_DYNAMODB" => fixture.Endpoint,
            "WINDOWS_TABLE" => QueryFixture.Table,
            _ => null,
        });

        int exitCode = await Program.RunAsync(
            ["query", "--dimension", "status", "--format", "csv"], context, TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.Equal(3, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] endpoint = options.Contains("--endpoint") ? [] : ["--endpoint", fixture.Endpoint];
        int exitCode = await Program.RunAsync(
            ["query", .. endpoint, .. options], Context(output, error, _ => null), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static CliContext Context(StringWriter output, StringWriter error, Func<string, string?> environment)
    {
        CliContext context = CliHarness.Context(output, error);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(QueryFixture.NowSeconds));
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("plus7", TimeSpan.FromHours(7), "plus7", "plus7"));
        return new CliContext
        {
            Out = context.Out,
            Error = context.Error,
            OpenInput = context.OpenInput,
            OpenOutput = context.OpenOutput,
            OutConsole = context.OutConsole,
            ErrorConsole = context.ErrorConsole,
            IsInteractive = false,
            OutIsTerminal = false,
            Time = time,
            GetEnvironmentVariable = environment,
            CacheDirectory = CliHarness.NoRuns,
        };
    }

    private static string[] Words(string line) =>
        [.. line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private sealed class CountingWriter : StringWriter
    {
        private int _lines;

        public int Lines => Volatile.Read(ref _lines);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Interlocked.Increment(ref _lines);
        }
    }
}
