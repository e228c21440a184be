using System.Diagnostics;
using System.Text.Json;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Sql;

/// <summary>The SQL of the batch jobs, over a small log made for it: one text, golden results on DuckDB and, where SPARK_HOME says where one is, on Spark.</summary>
public sealed class JobSqlTests : IDisposable
{
    /// <summary>2024-10-10T12:00:00Z, a Thursday: hour 84 of the week.</summary>
    private const long NoonSeconds = 1_728_561_600;

    private static readonly string s_log = string.Join('\n', Lines()) + "\n";

    // The windows that the stream would have of these lines, one of them lost and one doubled.
    private static readonly string s_rows = "select * from (values "
        + string.Join(", ", Rows().Select(row => $"({row.Start}, '{row.Dimension}', '{row.Value}', {row.Requests}, {row.Bytes}, {row.Timed}, {row.SumUs})"))
        + ") as t(window_start, dimension, value, requests, bytes, latency_count, latency_sum_us)";

    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-jobs-").FullName;

    public static TheoryData<string, string> Golden { get; } = new()
    {
        {
            "traffic_report",
            """
            [{"endpoint":"GET /orders/{id}","requests":6,"errors_4xx":0,"errors_5xx":1,"bytes":210,"clients":2,"timed":5,"p50_us":30000,"p95_us":48000,"p99_us":49600,"max_us":50000},
             {"endpoint":"POST /login","requests":2,"errors_4xx":1,"errors_5xx":0,"bytes":14,"clients":1,"timed":0,"p50_us":null,"p95_us":null,"p99_us":null,"max_us":null}]
            """
        },
        {
            "baselines",
            """
            [{"endpoint":"GET /orders/{id}","hour_of_week":84,"hours_seen":1,"requests_median":4,"requests_low":4,"requests_high":4,"errors_5xx":0,"p95_us_median":38500},
             {"endpoint":"GET /orders/{id}","hour_of_week":85,"hours_seen":1,"requests_median":2,"requests_low":2,"requests_high":2,"errors_5xx":1,"p95_us_median":50000},
             {"endpoint":"POST /login","hour_of_week":84,"hours_seen":1,"requests_median":2,"requests_low":2,"requests_high":2,"errors_5xx":0,"p95_us_median":null}]
            """
        },
        {
            "audit",
            """
            [{"window_start":1728561600,"dimension":"endpoint","value":"POST /login","lines":2,"counted":3,"verdict":"doubled"},
             {"window_start":1728565200,"dimension":"status","value":"503","lines":1,"counted":0,"verdict":"missing"}]
            """
        },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Golden))]
    public async Task Sql_OnDuckDb_GivesTheGoldenResult(string name, string expected)
    {
        string script = Path.Combine(_folder, "script.sql");
        await File.WriteAllTextAsync(script, $"create or replace temp view period as {Period};\ncreate or replace temp view rows as {s_rows};\n{Sql(name)}", TestContext.Current.CancellationToken);
        (int exitCode, string output, string error) = await CliHarness.RunAsync("sql", script, Log(), "--format", "json");
        Assert.Equal((0, ""), (exitCode, error));
        AssertSame(expected, output);
    }

    [Fact]
    public async Task Spark_AllThatIsAskedOfIt_IsAsOnDuckDb()
    {
        string? sparkHome = Environment.GetEnvironmentVariable("SPARK_HOME");
        Assert.SkipWhen(string.IsNullOrEmpty(sparkHome), "NOT RUN ON SPARK: SPARK_HOME is not set, so only DuckDB was asked.");
        using JsonDocument answer = JsonDocument.Parse(await RunSparkAsync(sparkHome!));
        JsonElement result = answer.RootElement;

        foreach ((string name, string expected) in Golden.Select(row => row.Data))
        {
            AssertSame(expected, result.GetProperty("golden").GetProperty(name).GetRawText());
        }

        // Of 12 lines one is blank and one no log line: an empty field is NULL, never an empty text.
        Assert.Equal("""{"lines": 12, "seconds": 10, "latencies": 7, "agents": 10, "empty_texts": 0}""", result.GetProperty("nulls").GetRawText());
        Dictionary<string, string> failures = result.GetProperty("failures").EnumerateObject().ToDictionary(failure => failure.Name, failure => failure.Value.GetString()!);
        foreach (string name in (string[])["killed", "missing", "foreign", "fails"])
        {
            Assert.True(failures[name] != "no failure" && !failures[name].StartsWith("LinesLost", StringComparison.Ordinal), $"{name}: {failures[name]}");
        }

        Assert.StartsWith("LinesLost: 12 lines gave 3 rows, 3 of them whole", failures["short"], StringComparison.Ordinal);
        Assert.StartsWith("LinesLost: 12 lines gave 12 rows, 0 of them whole", failures["cut"], StringComparison.Ordinal);
    }

    private async Task<string> RunSparkAsync(string sparkHome)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        string python = Path.Combine(sparkHome, "python");
        if (Directory.Exists(Path.Combine(python, "pyspark", "sql")))
        {
            // A distribution; an installed package finds itself.
            start.Environment["PYTHONPATH"] = string.Join(Path.PathSeparator, [python, .. Directory.GetFiles(Path.Combine(python, "lib"), "py4j-*.zip")]);
        }

        foreach (string argument in (string[])[InOutput("jobs/spark_session.py"), InOutput("logfn-lines"), InOutput("jobs"), Log(), Period, s_rows])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }

    private static string Period => $"select cast({NoonSeconds} as bigint) as lo, cast({NoonSeconds + 7200} as bigint) as hi";

    private static IEnumerable<string> Lines()
    {
        // Outside of the period, then in its first hour, then in its second.
        yield return Line("11:59:59", "GET /orders/1", 200, 1000, "1.1.1.1", "0.001");
        yield return Line("12:00:00", "GET /orders/2", 200, 10, "1.1.1.1", "0.010");
        yield return Line("12:00:01", "GET /orders/3", 200, 20, "1.1.1.2", "0.020");
        yield return Line("12:00:02", "GET /orders/4?a=b", 200, 30, "1.1.1.1", "0.030");
        yield return "this is no log line";
        yield return Line("12:00:59", "GET /orders/5", 200, 40, "1.1.1.1", "0.040");
        yield return Line("12:00:30", "POST /login", 200, 7, "1.1.1.3", "");
        yield return "";
        yield return Line("12:00:31", "POST /login", 401, 7, "1.1.1.3", "");
        yield return Line("13:00:00", "GET /orders/6", 503, 50, "1.1.1.1", "0.050");
        yield return Line("13:00:00", "GET /orders/7", 200, 60, "1.1.1.1", "");
        yield return Line("14:00:00", "GET /orders/8", 200, 1000, "1.1.1.1", "0.001");
    }

    private static IEnumerable<(long Start, string Dimension, string Value, int Requests, int Bytes, int Timed, int SumUs)> Rows()
    {
        yield return (NoonSeconds, "all", "*", 6, 114, 4, 100_000);
        yield return (NoonSeconds, "endpoint", "GET /orders/{id}", 3, 60, 3, 60_000); // two segments
        yield return (NoonSeconds, "endpoint", "GET /orders/{id}", 1, 40, 1, 40_000);
        yield return (NoonSeconds, "endpoint", "POST /login", 3, 21, 0, 0); // one too many
        yield return (NoonSeconds, "region", "(none)", 6, 114, 4, 100_000);
        yield return (NoonSeconds, "status", "200", 5, 107, 4, 100_000);
        yield return (NoonSeconds, "status", "401", 1, 7, 0, 0);
        yield return (NoonSeconds + 60, "reject", "line.unrecognized", 1, 0, 0, 0);
        yield return (NoonSeconds + 3600, "all", "*", 2, 110, 1, 50_000);
        yield return (NoonSeconds + 3600, "endpoint", "GET /orders/{id}", 2, 110, 1, 50_000);
        yield return (NoonSeconds + 3600, "region", "(none)", 2, 110, 1, 50_000);
        yield return (NoonSeconds + 3600, "status", "200", 1, 60, 0, 0); // 503 is lost
    }

    private static string Line(string time, string request, int status, int bytes, string client, string seconds) =>
        $"{client} - - [10/Oct/2024:{time} +0000] \"{request} HTTP/1.1\" {status} {bytes} \"-\" \"curl\" {seconds}".TrimEnd();

    private static string InOutput(string path) => Path.Combine(AppContext.BaseDirectory, path);

    private static string Sql(string name) => File.ReadAllText(InOutput($"jobs/{name}.sql"));

    private static void AssertSame(string expected, string actual)
    {
        JsonElement[] expectedRows = [.. JsonDocument.Parse(expected).RootElement.EnumerateArray()];
        JsonElement[] rows = [.. JsonDocument.Parse(actual).RootElement.EnumerateArray()];
        Assert.Equal(expectedRows.Length, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(expectedRows[i].EnumerateObject().Select(Field), rows[i].EnumerateObject().Select(Field));
        }
    }

    // Quantiles to nine digits, everything else as it is.
    private static string Field(JsonProperty field) => field.Name + "=" + (field.Value.ValueKind == JsonValueKind.Number
        ? field.Value.GetDouble().ToString("G9", System.Globalization.CultureInfo.InvariantCulture)
        : field.Value.GetRawText());

    private string Log()
    {
        string path = Path.Combine(_folder, "access.log");
        File.WriteAllText(path, s_log);
        return path;
    }
}
