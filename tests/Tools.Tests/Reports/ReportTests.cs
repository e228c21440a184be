using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LogFunctions.Cli;
using LogFunctions.Cli.Report;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.Tools.Tests.Cli;
using LogFunctions.Tools.Tests.LogGenerator;

namespace LogFunctions.Tools.Tests.Reports;

/// <summary><c>logfn report</c>: the same numbers however a log is cut, packed or named, and the right ones.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-report-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("json", 1)]
    [InlineData("combined", 2)]
    [InlineData("json,combined,nginx,alb", 3)]
    public async Task Count_CutIntoPartsOfAnySize_IsTheSameByteForByte(string formats, ulong seed)
    {
        (byte[] log, _) = await GenerateAsync(formats, seed);
        string path = Write("a.log", log);

        string whole = await JsonAsync(path, parallel: 1, partBytes: 1 << 30);

        foreach ((int parallel, long partBytes) in ((int, long)[])[(1, 1000), (2, 4096), (3, 70_001), (8, 333_333)])
        {
            Assert.Equal(whole, await JsonAsync(path, parallel, partBytes));
        }
    }

    [Fact]
    public async Task Count_OfAGeneratedLog_IsItsTruth()
    {
        (byte[] log, TruthFile truth) = await GenerateAsync("json", seed: 11);

        using JsonDocument report = JsonDocument.Parse(await JsonAsync(Write("a.log", log), parallel: 2, partBytes: 50_000));

        JsonElement root = report.RootElement;
        Assert.Equal(truth.Lines.Accepted, root.GetProperty("accepted").GetInt64());
        Assert.Equal(truth.Rejects.Total, root.GetProperty("rejected").EnumerateObject().Sum(reason => reason.Value.GetInt64()));
        Assert.Equal(truth.Lines.Accepted, root.GetProperty("series").EnumerateArray().Sum(step => step.GetProperty("requests").GetInt64()));
        Dictionary<string, long> expected = truth.Windows.Where(w => w.WindowSeconds == 60).SelectMany(w => w.Cells)
            .Where(c => c.Dimension == TruthDimension.Status).GroupBy(c => c.Value).ToDictionary(g => g.Key, g => g.Sum(c => c.Requests));
        Assert.Equal(expected.OrderBy(s => s.Key), root.GetProperty("statuses").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetInt64()).OrderBy(s => s.Key));
    }

    [Fact]
    public async Task Count_Packed_Piped_OrInSeveralFiles_IsTheSame()
    {
        (byte[] log, _) = await GenerateAsync("combined", seed: 5);
        int middle = log.AsSpan(0, log.Length / 2).LastIndexOf((byte)'\n') + 1;
        string plain = Write("plain/a.log", log);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(log);
        }

        Write("parts/1.log", log[..middle]);
        Write("parts/2.log", log[middle..]);
        string expected = await JsonAsync(plain);

        Assert.Equal(expected, await JsonAsync(Write("a.log.gz", packed.ToArray())));
        Assert.Equal(expected, await JsonAsync("-", input: log));
        Assert.Equal(expected, await JsonAsync("-", input: packed.ToArray()));
        Assert.Equal(expected, await JsonAsync(Path.Combine(_folder, "parts")));
        Assert.Equal(expected, await JsonAsync(Path.Combine(_folder, "parts", "?.log")));
        Assert.Equal(expected, await JsonAsync(Path.Combine(_folder, "pa*", "*.log")));
    }

    [Fact]
    public async Task Count_FromToAndEndpoint_TakesWhatIsAskedFor()
    {
        string path = Write("a.log", """
            192.0.2.1 - - [01/Mar/2026:12:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"
            192.0.2.1 - - [01/Mar/2026:12:00:59 +0000] "GET /b HTTP/1.1" 500 7 "-" "-"
            192.0.2.1 - - [01/Mar/2026:12:01:00 +0000] "POST /a HTTP/1.1" 404 9 "-" "-"
            192.0.2.1 - - [01/Mar/2026:13:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"

            """u8.ToArray());

        (_, string period, _) = await CliHarness.RunAsync("report", path, "--from", "2026-03-01T12:00:59Z", "--to", "2026-03-01T13:00", "--format", "csv");
        (_, string endpoint, _) = await CliHarness.RunAsync("report", path, "--endpoint", "GET /*", "--format", "json");

        Assert.Equal(["endpoint,requests", "GET /b,1", "POST /a,1"], period.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(',', line.Split(',')[..2])));
        using JsonDocument json = JsonDocument.Parse(endpoint);
        Assert.Equal(3, json.RootElement.GetProperty("totals").GetProperty("requests").GetInt64());
        Assert.Equal(["GET /a", "GET /b"], json.RootElement.GetProperty("endpoints").EnumerateArray().Select(e => e.GetProperty("endpoint").GetString()));
    }

    [Fact]
    public async Task Report_OfLinesNobodyReads_NamesTheReasonAndExits1()
    {
        string path = Write("a.log", "nonsense\nmore nonsense\n"u8.ToArray());

        (int exitCode, string output, string error) = await CliHarness.RunAsync("report", path);

        Assert.Equal(1, exitCode);
        Assert.Contains("2 rejected: line.unrecognized", output, StringComparison.Ordinal);
        Assert.Contains($"logfn check {path}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfAHostileLog_HoldsNothingOfItAsMarkup()
    {
        string path = Write("a.log", Encoding.UTF8.GetBytes("""
            192.0.2.1 - - [01/Mar/2026:12:00:00 +0000] "GET /<script>alert(1)</script>'&\x22onload=x HTTP/1.1" 200 5 "-" "-"

            """));
        string page = Path.Combine(_folder, "r.html");

        (int exitCode, _, string error) = await CliHarness.RunAsync("report", path, "--html", page);

        Assert.Equal((0, ""), (exitCode, error));
        string html = await File.ReadAllTextAsync(page, Cancel);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("GET /&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=", html);
        Assert.StartsWith("<!doctype html>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /a", "GET /a", true)]
    [InlineData("GET /a", "GET /ab", false)]
    [InlineData("GET /*", "GET /", true)]
    [InlineData("*/b", "GET /a/b", true)]
    [InlineData("*a*b*", "xaxbx", true)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("a*b*c", "acb", false)]
    public void Glob_AgainstAText_MatchesAllOfIt(string pattern, string text, bool expected) =>
        Assert.Equal(expected, new TextGlob(pattern).IsMatch(text));

    private static async Task<(byte[] Log, TruthFile Truth)> GenerateAsync(string formats, ulong seed)
    {
        (RunReport report, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("incident", 500, Runs.Nasty), lines: 4_000, seed: seed, producers: 1, formats.Split(',')));
        return ([.. lines.SelectMany(line => line.Append((byte)'\n'))], report.Truth!);
    }

    private async Task<string> JsonAsync(string path, int parallel = 2, long partBytes = 8 << 20, byte[]? input = null)
    {
        using var output = new StringWriter();
        CliContext context = CliHarness.Context(output, TextWriter.Null);
        var options = new ReportOptions
        {
            Paths = [path],
            Parser = new ParserOptions(),
            Endpoints = new EndpointOptions(),
            Format = ReportFormat.Json,
            Parallel = parallel,
            PartBytes = partBytes,
        };
        IReadOnlyList<InputFile> files = new InputFinder(TimeProvider.System).Find(options.Paths);
        var withInput = new CliContext
        {
            Out = output,
            Error = TextWriter.Null,
            OpenInput = () => new MemoryStream(input ?? []),
            OpenOutput = context.OpenOutput,
            OutConsole = context.OutConsole,
            ErrorConsole = context.ErrorConsole,
            IsInteractive = false,
            OutIsTerminal = false,
            Time = TimeProvider.System,
            GetEnvironmentVariable = _ => null,
            CacheDirectory = CliHarness.NoRuns,
        };
        ReportTotals totals = await new ParallelCount(withInput, options).RunAsync(files, Cancel);
        return Encoding.UTF8.GetString(new ReportResult(totals, []).ToJson());
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
