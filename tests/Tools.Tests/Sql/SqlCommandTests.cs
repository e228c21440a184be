using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Sql;

public sealed class SqlCommandTests : IDisposable
{
    private const string Good = """203.0.113.9 - - [10/Oct/2024:13:55:36 +0200] "GET /orders/42?x=1 HTTP/1.1" 200 512 "https://a.example/" "curl/8.5" 0.125""";
    private const string Slow = """203.0.113.8 - - [10/Oct/2024:13:56:36 +0200] "GET /orders/43 HTTP/1.1" 503 0 "-" "curl/8.5" 2.000""";

    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-sql-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sql_OfALine_HasEveryColumn()
    {
        JsonElement row = Assert.Single(await RowsAsync("select * from lines", Save("a.log", Good + "\n")));
        Assert.Equal(
            """{"second":1728561336,"micros":0,"endpoint":"GET /orders/{id}","region":"(none)","status":200,"bytes":512,"latency_us":125000,"client":"203.0.113.9","user_agent":"curl/8.5","referer":"https://a.example/","format":"combined","verdict":"accepted","row_end":"end"}""",
            row.GetRawText());
    }

    [Fact]
    public async Task Sql_OfLinesThatCantBeRead_HasThemWithTheReason()
    {
        string file = Save("a.log", Good + "\nnonsense\n" + Slow + "\n");
        JsonElement[] rows = await RowsAsync("select verdict, count(*) as lines, sum(bytes) as bytes, count(second) as seconds from lines group by all order by lines desc", file);
        Assert.Equal(
            ["""{"verdict":"accepted","lines":2,"bytes":512,"seconds":2}""", """{"verdict":"rejected:line.unrecognized","lines":1,"bytes":null,"seconds":0}"""],
            rows.Select(row => row.GetRawText()));
    }

    [Fact]
    public async Task Sql_OfFoldersPatternsAndGzip_ReadsAllOfThem()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "logs", "old"));
        Save("logs/access.log", Good + "\n" + Good);
        using (var gzip = new GZipStream(File.Create(Path.Combine(_folder, "logs/old/access.log.1.gz")), CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Slow + "\n"));
        }

        const string Count = "select count(*) as lines from lines";
        Assert.Equal(3, (await RowsAsync(Count, Path.Combine(_folder, "logs")))[0].GetProperty("lines").GetInt64());
        Assert.Equal(2, (await RowsAsync(Count, Path.Combine(_folder, "logs", "access.*")))[0].GetProperty("lines").GetInt64());
        Assert.Equal(1, (await RowsAsync(Count, Path.Combine(_folder, "logs/old/access.log.1.gz")))[0].GetProperty("lines").GetInt64());
    }

    [Fact]
    public async Task Sql_OfAnArchive_ReadsItsChainUnderTheTimesOfTheStream()
    {
        Archive("0-1-5", $"1728561336000\t{Good}\n1728561400500\tnonsense\n1728561336000/1728561337000\t{{\"endpoint\":\"/e\",\"status\":200}}\n");
        Archive("5-6-9", "1728561336000!container.tooDeep\tAAAA\n1728561336000e\t{\"endpoint\":\"/n\",\\n\"status\":200}\n");
        Archive("0-1-3", $"1728561336000\t{Slow}\n"); // beside the chain: somebody put it and never came to move the position

        JsonElement[] rows = await RowsAsync("select second, micros, endpoint, verdict from lines order by endpoint nulls last, second", Path.Combine(_folder, "raw"));

        Assert.Equal(
            [
                """{"second":1728561337,"micros":0,"endpoint":"/e","verdict":"accepted"}""",
                """{"second":1728561336,"micros":0,"endpoint":"/n","verdict":"accepted"}""",
                """{"second":1728561336,"micros":0,"endpoint":"GET /orders/{id}","verdict":"accepted"}""",
                """{"second":1728561336,"micros":0,"endpoint":null,"verdict":"rejected:container.tooDeep"}""",
                """{"second":1728561400,"micros":500000,"endpoint":null,"verdict":"rejected:line.unrecognized"}""",
            ],
            rows.Select(row => row.GetRawText()));
    }

    private void Archive(string name, string text)
    {
        string path = Path.Combine(_folder, "raw", "dt=2024-10-10", "hr=11", "shardId-000000000000", name + ".gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var gzip = new GZipStream(File.Create(path), CompressionMode.Compress);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task Sql_OfAFileLargerThanAPiece_ReadsEveryLineOnce()
    {
        string file = Save("large.log", string.Concat(Enumerable.Repeat(Good + "\n" + Slow + "\n", 30_000)));
        JsonElement row = Assert.Single(await RowsAsync("select count(*) as lines, sum(latency_us) as us, count(distinct client) as clients from lines where verdict = 'accepted'", file));
        Assert.Equal((60_000, 30_000 * 2_125_000L, 2), (row.GetProperty("lines").GetInt64(), row.GetProperty("us").GetInt64(), row.GetProperty("clients").GetInt64()));
    }

    [Fact]
    public async Task Sql_OfSeveralStatements_GivesTheLast()
    {
        string script = Save("q.sql", "-- slow ones; by client\ncreate or replace temp view slow as select * from lines where latency_us > 1000000;\nselect client from slow;\n");
        Assert.Equal("203.0.113.8", Assert.Single(await RowsAsync(script, Save("a.log", Good + "\n" + Slow))).GetProperty("client").GetString());
    }

    [Fact]
    public async Task Functions_OfSpark_AreThere()
    {
        JsonElement row = Assert.Single(await RowsAsync(
            "select unix_seconds(timestamp_seconds(second)) as s, regexp_replace('a1b2', '[0-9]', 'x') as r, locate('b', 'ab') as l, get_json_object('nope', '$.a') as j, "
            + "(select percentile(latency_us, 0.5) from lines) as p, startswith(client, '203') as w from lines",
            Save("a.log", Good)));
        Assert.Equal("""{"s":1728561336,"r":"axbx","l":2,"j":null,"p":125000,"w":true}""", row.GetRawText());
    }

    [Fact]
    public async Task Parquet_AndCsvFiles_HoldTheResult()
    {
        string log = Save("a.log", Good + "\n" + Slow);
        string parquet = Path.Combine(_folder, "r.parquet");
        Assert.Equal((0, "", ""), await CliHarness.RunAsync("sql", "select client, status from lines order by status;", log, "--format", "parquet", "--out", parquet));
        JsonElement[] back = await RowsAsync($"select * from '{parquet}' order by status desc", log);
        Assert.Equal(["""{"client":"203.0.113.8","status":503}""", """{"client":"203.0.113.9","status":200}"""], back.Select(row => row.GetRawText()));
        Assert.False(File.Exists(parquet + ".partial"));

        string csv = Path.Combine(_folder, "r.csv");
        Assert.Equal((0, "", ""), await CliHarness.RunAsync("sql", "select status, endpoint from lines order by status", log, "--format", "csv", "--out", csv));
        Assert.Equal("status,endpoint\n200,GET /orders/{id}\n503,GET /orders/{id}\n", await File.ReadAllTextAsync(csv, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Table_OfNumbers_IsReadable()
    {
        (int exitCode, string output, _) = await CliHarness.RunAsync("sql", "select second, latency_us / 1000.0 as ms from lines", Save("a.log", Good));
        Assert.Equal(0, exitCode);
        Assert.Matches("1728561336 +125", output);
    }

    [Theory]
    [InlineData("selec 1", "the SQL was refused", 1)]
    [InlineData("select nosuch from lines", "nosuch", 1)]
    [InlineData("-- nothing", "there is no SQL", 2)]
    [InlineData("nosuch.sql", "nosuch.sql can't be read", 1)]
    public async Task Sql_ThatIsWrong_IsSaid(string sql, string message, int expected)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("sql", sql, Save("a.log", Good));
        Assert.Equal((expected, ""), (exitCode, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsSaid()
    {
        (int exitCode, _, string error) = await CliHarness.RunAsync("sql", "select 1", Path.Combine(_folder, "nosuch*"));
        Assert.Equal(1, exitCode);
        Assert.Contains("no file matches", error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement[]> RowsAsync(string sql, params string[] files)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync(["sql", sql, .. files, "--format", "json"]);
        Assert.Equal((0, ""), (exitCode, error));
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    private string Save(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
