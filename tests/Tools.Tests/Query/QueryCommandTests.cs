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
        (int exitCode, string output, _) = await RunAsync("--dimension", "endpoint", "--top", "2", "--by", "p95", "--from", From, "--to", To, "--format", "json");

        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["POST /slow", "GET /quick"], json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("endpoint").GetString()));
        JsonElement slow = json.RootElement[0];
        Assert.Equal((240, 240, 0), (slow.GetProperty("requests").GetInt64(), slow.GetProperty("s5xx").GetInt64(), slow.GetProperty("s2xx").GetInt64()));
        Assert.Equal(2000, slow.GetProperty("maxMs").GetDouble());
        Assert.InRange(slow.GetProperty("p50Ms").GetDouble(), 1980, 2020);
    }

    [Fact]
    public async Task Query_OfOneValueAsCsv_ListsItsWindows()
    {
        (int exitCode, string output, _) = await RunAsync("--value", "GET /quick", "--from", "2026-03-01T11:58:30Z", "--to", To, "--format", "csv");

        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["window,windowSeconds,requests,errorPercent,s1xx,s2xx,s3xx,s4xx,s5xx,sOther,p50Ms,p95Ms,p99Ms,maxMs,bytes", "2026-03-01T11:59:00Z,60,20"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, number) => number == 0 ? line : string.Join(',', line.Split(',')[..3])));
    }

    [Theory]
    [InlineData("all", "60", 60, "requests", 26)]
    [InlineData("all", "3600", 1, "requests", 13)]
    [InlineData("status", "60", 2, "requests", 1320)]
    [InlineData("reject", "60", 1, "lines", 360)]
    public async Task Query_OfEveryDimension_CountsByIt(string dimension, string window, int rows, string name, long first)
    {
        (int exitCode, string output, _) = await RunAsync("--dimension", dimension, "--window", window, "--from", From, "--to", To, "--format", "json");

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
        Assert.All(json.RootElement.EnumerateArray(), entry => Assert.Equal((from + ":00Z", to + ":00Z"), (entry.GetProperty("from").GetString(), entry.GetProperty("to").GetString())));
        using var list = JsonDocument.Parse(windows);
        Assert.Equal(requests, Assert.Single(list.RootElement.EnumerateArray()).GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task Query_AsTable_SaysHowManyOfWhatAndWhen()
    {
        (_, string output, _) = await RunAsync("--top", "2", "--from", From, "--to", To);

        Assert.EndsWith("2 of 3 by requests; 1,560 requests; 2026-03-01T11:00:00Z to 2026-03-01T12:00:00Z\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OfATimeWithoutRows_SaysSo()
    {
        (int exitCode, string output, string error) = await RunAsync("--from", "2020-01-01", "--to", "2020-01-02", "--format", "csv");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("endpoint,requests,", output, StringComparison.Ordinal);
        Assert.Contains("no rows for dimension endpoint in windows of 3600 s, 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dimension", "path", "--dimension is 'path'; use all, endpoint, region, status or reject.")]
    [InlineData("--by", "speed", "--by is 'speed'; use requests, errors, p95, p99 or bytes.")]
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
        (int exitCode, _, string error) = await RunAsync("--table", "nowhere");

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

        int exitCode = await Program.RunAsync(["query", "--dimension", "status", "--format", "csv"], context, TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.Equal(3, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] endpoint = options.Contains("--endpoint") ? [] : ["--endpoint", fixture.Endpoint];
        int exitCode = await Program.RunAsync(["query", .. endpoint, .. options], Context(output, error, _ => null), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static CliContext Context(StringWriter output, StringWriter error, Func<string, string?> environment)
    {
        CliContext context = CliHarness.Context(output, error);
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
            Time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(QueryFixture.NowSeconds)),
            GetEnvironmentVariable = environment,
            CacheDirectory = CliHarness.NoRuns,
        };
    }

    private static string[] Words(string line) => [.. line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
