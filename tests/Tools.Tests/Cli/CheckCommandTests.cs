using System.IO.Compression;
using System.Text;
using LogFunctions.Cli;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private const string Good = """127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /orders/42?x HTTP/1.0" 200 2326 "-" "curl" 0.125""";

    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Check_GoodFile_ShowsKindAndFirstLineAndExits0()
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("check", Save("good.log", Good + "\n" + Good + "\n"));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("2 lines: 2 accepted, 0 rejected", output, StringComparison.Ordinal);
        Assert.Matches(@"accepted combined \(Apache, nginx\) +2 +2 +0", output);
        Assert.Contains("2000-10-10 20:55:36.000 UTC", output, StringComparison.Ordinal);
        Assert.Contains("GET /orders/{id}", output, StringComparison.Ordinal);
        Assert.Contains("125 ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckEach_LinesOfAFile_AreJsonObjectsWithTheirNumbers()
    {
        string bad = Good.Replace(" 200 ", " 2OO ", StringComparison.Ordinal);
        (int exitCode, string output, string error) = await CliHarness.RunAsync("check", Save("each.log", Good + "\n\n" + bad + "\n"), "--each", "--format", "json");
        Assert.Equal((1, ""), (exitCode, error));
        Assert.Equal(
            [
                """{"line":1,"accepted":true,"format":"combined","time":"2000-10-10T20:55:36.000Z","endpoint":"GET /orders/{id}","status":200,"latencyUs":125000,"bytes":2326,"client":"127.0.0.1","region":null}""",
                """{"line":3,"accepted":false,"reason":"status.invalid","message":"the status is not three digits or -, in JSON not a number from 0 to 999."}""",
            ],
            output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task CheckEach_OtherOutput_IsAUsageError()
    {
        (int exitCode, _, string error) = await CliHarness.RunAsync("check", Save("each.log", Good), "--each", "--format", "csv");
        Assert.Equal(2, exitCode);
        Assert.Contains("--format json", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BadLine_PutsCaretsUnderTheFieldAndExits1()
    {
        (int exitCode, string output, _) = await CliHarness.RunAsync("check", Save("bad.log", "ok? no\u001b[31m\n\n" + Good.Replace(" 200 ", " 2OO ", StringComparison.Ordinal) + "\n"));
        Assert.Equal(1, exitCode);
        string[] lines = output.Split(Environment.NewLine);
        int caret = Array.FindIndex(lines, line => line.TrimStart().StartsWith("^^^", StringComparison.Ordinal));
        int column = lines[caret].IndexOf('^', StringComparison.Ordinal);
        Assert.Equal("2OO", lines[caret - 1].Substring(column, lines[caret].Length - column));
        Assert.StartsWith("Line 2: status.invalid:", lines[caret - 2], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Check_Settings_AreThoseOfTheAggregator()
    {
        string file = Save("app.jsonl", """{"ts":1732388772,"route":"/users/anna","state":204,"elapsed":0.5}""" + "\n");
        (int without, string explained, _) = await CliHarness.RunAsync("check", file);
        Assert.Equal(1, without);
        Assert.Contains("endpoint.missing", explained, StringComparison.Ordinal);
        (int with, string output, _) = await CliHarness.RunAsync(
            "check", file, "--field-aliases", "endpoint=route,status=state,rt_s=elapsed", "--endpoint-templates", "/users/{name}");
        Assert.Equal(0, with);
        Assert.Contains("/users/{name}", output, StringComparison.Ordinal);
        Assert.Contains("500 ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_JsonLines_ListsKeysUnitsAndWhatIsNotUsed()
    {
        string file = Save("keys.jsonl", """
            {"level":"info","ts":1731084144.3270802,"msg":"handled request","request":{"remote_ip":"192.0.2.1","method":"POST","uri":"/a"},"bytes_read":0,"duration":0.024323,"size":7,"status":308}
            {"log":"{\\"time\\":\\"2024-10-10T11:55:36Z\\",\\"path\\":\\"/a\\",\\"status\\":200,\\"latency\\":51.5,\\"request_time\\":0.010}"}
            """.Replace("\\\\", "\\", StringComparison.Ordinal));
        (int exitCode, string output, _) = await CliHarness.RunAsync("check", file);
        Assert.Equal(0, exitCode);
        Assert.Matches(@"latency +duration \(s with decimals, else ns, only from 10,000 up\), 1 line", output);
        Assert.Matches(@"endpoint +request\.uri, 1 line", output);
        Assert.Matches(@"latency +log > request_time \(s\), 1 line", output);
        Assert.Matches(@"not used +bytes_read, 1 line", output);
        Assert.Matches(@"not used +log > latency, 1 line", output);

        (_, string json, _) = await CliHarness.RunAsync("check", file, "--format", "json");
        Assert.Contains("{\"outcome\":\"field\",\"name\":\"endpoint: request.uri\",\"lines\":1", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_GzipAndStandardInput_AreRead()
    {
        string path = Path.Combine(_folder, "log.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Good + "\n"));
        }
        (int exitCode, string output, _) = await CliHarness.RunAsync("check", path, "--format", "csv");
        Assert.Equal(0, exitCode);
        Assert.Contains("accepted,\"combined (Apache, nginx)\",1,1,0", output, StringComparison.Ordinal);

        (int onEmptyInput, _, string error) = await CliHarness.RunAsync("check", "-");
        Assert.Equal(1, onEmptyInput);
        Assert.Contains("standard input holds no lines", error, StringComparison.Ordinal);
    }

    /// <summary>Larger than what is read in one piece: lines across the pieces are neither cut nor lost.</summary>
    [Fact]
    public async Task Check_LargeFile_IsReadInPieces()
    {
        string path = Path.Combine(_folder, "large.log");
        using (StreamWriter writer = File.CreateText(path))
        {
            for (int i = 0; i < 400_000; i++)
            {
                writer.Write(Good);
                writer.Write('\n');
            }
        }
        (int exitCode, string output, _) = await CliHarness.RunAsync("check", path);
        Assert.Equal(0, exitCode);
        Assert.Contains("400,000 lines: 400,000 accepted, 0 rejected", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.log", "does not exist", ExitCode.Failed)]
    [InlineData(".", "is a folder", ExitCode.Failed)]
    [InlineData("empty.log", "holds no lines", ExitCode.Failed)]
    public async Task Check_BadFile_SaysSo(string name, string said, int expected)
    {
        Save("empty.log", "\n \n");
        (int exitCode, _, string error) = await CliHarness.RunAsync("check", Path.Combine(_folder, name));
        Assert.Equal(expected, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--log-format", "iis", "use auto, json")]
    [InlineData("--field-aliases", "status", "field=name")]
    [InlineData("--cloudfront-fields", "timestamp", "must contain")]
    [InlineData("--endpoint-templates", "users", "must start with /")]
    [InlineData("--examples", "-1", "0 to 1000")]
    public async Task Check_WrongSetting_IsWrongUsage(string option, string value, string said)
    {
        (int exitCode, _, string error) = await CliHarness.RunAsync("check", Save("good.log", Good), option, value);
        Assert.Equal(ExitCode.WrongUsage, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    private string Save(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
