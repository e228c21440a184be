using System.Text.Json;
using LogFunctions.LogGenerator.Truth;

namespace LogFunctions.EndToEnd.Tests;

/// <summary><c>logfn up --input</c> as a process: emulators, the function in processes of its own, the report from rows.</summary>
public sealed class UpInputTests
{
    [Fact]
    public async Task Up_GeneratedNginxLog_ReportsWhatAnIndependentCountFinds()
    {
        using var folder = new TempFolder();
        string log = folder.File("access.log");
        TruthFile truth = await GeneratedLog.WriteAsync(log, "nginx", 6_000, GeneratedLog.Nasty(25), seed: 11);
        NaiveCount expected = NaiveCount.Of(log);
        Assert.Equal(truth.Lines.Accepted, expected.Accepted);
        Assert.True(truth.Lines.Rejected > 30);

        (int exitCode, string output, string error) = await LogfnProcess.RunAsync(
            ["up", "--input", log, "--shards", "3", "--template-ids", "off", "--report", folder.File("report.json")],
            new Dictionary<string, string?> { ["TMPDIR"] = folder.Path });

        Assert.True(exitCode == 0, error);
        Assert.Contains($"{expected.Lines:N0} lines sent, {expected.Lines:N0} in the rows", output);
        Assert.Empty(Directory.EnumerateDirectories(folder.Path));
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("report.json"), TestContext.Current.CancellationToken));
        JsonElement report = json.RootElement;
        Assert.Equal(expected.Lines, report.GetProperty("lines").GetInt64());
        Assert.Equal(expected.Accepted, report.GetProperty("accepted").GetInt64());
        Assert.Equal(expected.Lines - expected.Accepted, Counts(report.GetProperty("rejected")).Values.Sum());
        Assert.Equal(expected.Statuses.OrderBy(s => s.Key), Counts(report.GetProperty("statuses")).OrderBy(s => s.Key));
        Assert.Equal(expected.Minutes.Count, report.GetProperty("windows").GetInt32());
        AssertEndpoints(expected, report);
    }

    [Fact]
    public async Task Up_WithDataFolder_AddsToWhatIsThere()
    {
        using var folder = new TempFolder();
        string log = folder.Write("a.log", """
            192.0.2.1 - - [01/Mar/2026:12:00:00 +0000] "GET /a?x=1 HTTP/1.1" 200 5 "-" "-"
            192.0.2.1 - - [01/Mar/2026:12:00:01 +0000] "GET /orders/42 HTTP/1.1" 404 7 "-" "-"

            """u8);
        for (int run = 1; run <= 2; run++)
        {
            string[] arguments = ["up", "--input", log, "--shards", "1", "--data", folder.File("data"), "--report", folder.File("r.json")];
            if (run > 1)
            {
                (int refused, _, string why) = await LogfnProcess.RunAsync(arguments);
                Assert.Equal(1, refused);
                Assert.Contains("its lines would count twice. Give --again if that is meant", why);
                arguments = [.. arguments, "--again"];
            }

            (int exitCode, string output, string error) = await LogfnProcess.RunAsync(arguments);
            Assert.True(exitCode == 0, error);
            Assert.Contains($"2 lines sent, {2 * run} in the rows: {2 * run} accepted, 0 rejected; 2 endpoints, 1 windows", output);
            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("r.json"), TestContext.Current.CancellationToken));
            Assert.Equal(
                ["GET /a", "GET /orders/{id}"],
                json.RootElement.GetProperty("endpoints").EnumerateArray().Select(e => e.GetProperty("endpoint").GetString()));
            Assert.Equal(12 * run, json.RootElement.GetProperty("totals").GetProperty("bytes").GetInt64());
        }
    }

    [Fact]
    public async Task Up_EveryLineRejected_ExitsWith1AndNamesCheck()
    {
        using var folder = new TempFolder();
        string log = folder.Write("odd.log", "what is this\nand this\n"u8);

        (int exitCode, string output, string error) = await LogfnProcess.RunAsync(["up", "--input", log, "--shards", "1"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("2 lines sent, 2 in the rows: 0 accepted, 2 rejected", output);
        Assert.Contains($"every line was rejected; `logfn check {log}` shows which part of a line could not be read, and what to do.", error);
    }

    private static void AssertEndpoints(NaiveCount expected, JsonElement report)
    {
        Dictionary<string, JsonElement> endpoints = report.GetProperty("endpoints").EnumerateArray().ToDictionary(e => e.GetProperty("endpoint").GetString()!);
        Assert.Equal(expected.Endpoints.Keys.Order(StringComparer.Ordinal), endpoints.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, NaiveCount.Endpoint endpoint) in expected.Endpoints)
        {
            JsonElement actual = endpoints[name];
            Assert.Equal(endpoint.Requests, actual.GetProperty("requests").GetInt64());
            Assert.Equal(endpoint.Bytes, actual.GetProperty("bytes").GetInt64());
            Assert.Equal(endpoint.StatusClasses, Counts(actual.GetProperty("statusClasses")).Where(c => c.Value > 0));
            JsonElement latency = actual.GetProperty("latencyMs");
            AssertClose(endpoint.Quantile(0.50), latency.GetProperty("p50").GetDouble(), name);
            AssertClose(endpoint.Quantile(0.95), latency.GetProperty("p95").GetDouble(), name);
            AssertClose(endpoint.Quantile(0.99), latency.GetProperty("p99").GetDouble(), name);
            Assert.Equal(endpoint.Quantile(1), latency.GetProperty("max").GetDouble(), 6);
        }
    }

    private static void AssertClose(double exact, double actual, string name) =>
        Assert.True(Math.Abs(actual - exact) <= (exact * 0.01) + 0.0005, $"{name}: {actual} is more than 1 % from {exact}");

    private static Dictionary<string, long> Counts(JsonElement element) => element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
}
