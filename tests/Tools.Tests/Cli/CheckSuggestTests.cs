using System.Runtime.CompilerServices;
using System.Text;
using LogFunctions.Cli;
using LogFunctions.Cli.Check.Suggest;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Tools.Tests.Cli;

/// <summary><c>logfn check --suggest</c> and the warnings of <c>logfn check</c>: lines that people have, of which the automatic reading is not sure.</summary>
public sealed class CheckSuggestTests : IDisposable
{
    private const string Start = "192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] \"GET /a HTTP/1.1\" ";
    private const string NginxStart = "$remote_addr - $remote_user [$time_local] \"$request\" ";
    private const string ApacheStart = "%h %l %u %t \"%r\" ";
    private const string NginxCombined = NginxStart + "$status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";
    private const string ApacheCombined = ApacheStart + "%>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-suggest-").FullName;

    public static TheoryData<string, string> Lines() => new()
    {
        { "200 5120 \"\" \"Mozilla/5.0 (X11; Linux x86_64)\" 3.71", NginxCombined + " $gzip_ratio" },
        { "200 12 \"-\" \"curl\" \"-\" 0.001, 0.002 : 0.003 1.234", NginxCombined + " \"$quoted_1\" $upstream_response_time $request_time" },
        { "200 12 \"-\" \"curl\" 0.010 0.250", NginxCombined + " $upstream_response_time $request_time" },
        { "200 12 \"-\" \"curl\" \"198.51.100.1, 203.0.113.2\" upstream=\"192.0.2.9:80\" urt=\"0.009\" 0.001 0.010",
            NginxCombined + " \"$http_x_forwarded_for\" upstream=\"$named_upstream\" urt=\"$upstream_response_time\" $upstream_response_time $request_time" },
        { "0.000 471 404 555 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"", NginxStart + "$request_time $number_1 $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"" },
        { "0.012 200 151 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"", NginxStart + "$request_time $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"" },
        { "200 5120 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\" 812 5493", ApacheCombined + " %I %O" },
        { "405 224 104857824 104857600 224", ApacheStart + "%>s %b %S %I %O" },
        { "200 12 \"-\" \"curl\" \"www.example.com\" 348 443", NginxCombined + " \"$quoted_1\" $number_2 $server_port" },
        { "200 3034 \"-\" \"Zend_Http_Client\" 40", ApacheCombined + " %D" },
        { "200 452 11 \"https://jira.example.com/x\" \"Mozilla/5.0 (X11; Linux x86_64)\" \"4h4i5v\"", ApacheStart + "%>s %b %D \"%{Referer}i\" \"%{User-Agent}i\" \"%{quoted_1}n\"" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Suggest_LineInDoubt_PrintsADirectiveThatReadsIt(string end, string directive)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("check", Save(Start + end), "--suggest");
        Assert.Equal((0, directive + Environment.NewLine), (exitCode, output));
        Assert.Contains("reads 1 line", error, StringComparison.Ordinal);

        (int read, string each, _) = await CliHarness.RunAsync("check", Save(Start + end), "--each", "--log-format", directive);
        Assert.Equal(0, read);
        Assert.Contains("\"endpoint\":\"GET /a\"", each, StringComparison.Ordinal);
    }

    /// <summary>Over several lines only what holds for all of them is named.</summary>
    [Fact]
    public void Suggest_SeveralLines_NamesWhatHoldsForAll()
    {
        var suggester = new DirectiveSuggester();
        foreach (string times in new[] { "0.010 0.250", "- 0.003", "0.100 0.099" })
        {
            suggester.Add(Encoding.UTF8.GetBytes(Start + "200 12 \"-\" \"curl\" " + times));
        }

        Suggestion suggestion = Assert.Single(suggester.Suggest(new ParserOptions()));
        Assert.Equal((NginxCombined + " $seconds_9 $seconds_10", 3, false), (suggestion.Directive, suggestion.Lines, suggestion.HasLatency));
        Assert.Equal([("$seconds_9", "0.010"), ("$seconds_10", "0.250")], suggestion.Unknown);
    }

    [Theory]
    [InlineData("200 12 \"-\" \"curl\" 0.012", 0, "no directive is needed")]
    [InlineData("\"never closed", 1, "no directive could be made")]
    public async Task Suggest_NothingToSay_SaysSoAndPrintsNothing(string end, int expected, string said)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("check", Save(Start + end), "--suggest");
        Assert.Equal((expected, ""), (exitCode, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    /// <summary>The lines of the formats' tests: what is proposed reads the line, with the request, status and size that the automatic reading finds.</summary>
    [Fact]
    public void Suggest_LinesOfTheFormats_ReadsThemAsTheyAre()
    {
        int suggested = 0;
        foreach (string line in Directory.GetFiles(FormatFolder(), "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(line => line.Length > 0 && line[0] != '#'))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line);
            var suggester = new DirectiveSuggester();
            suggester.Add(bytes);
            foreach (Suggestion suggestion in suggester.Suggest(new ParserOptions()))
            {
                suggested++;
                string? automatic = Read(new ParserOptions(), bytes);
                string? byDirective = Read(LogFormatSetting.Parse(suggestion.Directive).ApplyTo(new ParserOptions()), bytes);
                Assert.NotNull(byDirective);
                Assert.True(automatic is null || automatic == byDirective, $"{line}\n{suggestion.Directive}\n{automatic}\n{byDirective}");
            }
        }

        Assert.InRange(suggested, 18, 100);
    }

    [Fact]
    public async Task Check_NumbersThatMayBeALatency_NamesTheDirective()
    {
        string file = Save(Start + "200 5120 \"-\" \"curl\" 812 5493");
        (int exitCode, string output, _) = await CliHarness.RunAsync("check", file);
        Assert.Equal(0, exitCode);
        Assert.Contains("Warning: 1 line with numbers of which none is certainly the latency", output, StringComparison.Ordinal);
        Assert.Contains($"--log-format '{ApacheCombined} %I %O'", output, StringComparison.Ordinal);
        (_, string csv, _) = await CliHarness.RunAsync("check", file, "--format", "csv");
        Assert.Contains("warning,latency.unexplained,1,,", csv, StringComparison.Ordinal);
        (_, string settled, _) = await CliHarness.RunAsync("check", file, "--log-format", ApacheCombined + " %I %O");
        Assert.DoesNotContain("Warning", settled, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40", new string[0], true)]
    [InlineData("60000", new string[0], false)]
    [InlineData("40", new[] { "--apache-time-unit", "ms" }, false)]
    [InlineData("40", new[] { "--apache-time-unit", "us" }, false)]
    public async Task Check_SmallWholeNumbers_AsksForTheUnitUnlessItIsSaid(string number, string[] options, bool warns)
    {
        (int exitCode, string output, _) = await CliHarness.RunAsync(["check", Save(Start + "200 12 \"-\" \"curl\" " + number), .. options]);
        Assert.Equal(0, exitCode);
        Assert.Equal(warns, output.Contains("--apache-time-unit ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_RejectedLine_NamesADirectiveThatWouldReadIt()
    {
        (int exitCode, string output, _) = await CliHarness.RunAsync("check", Save(Start + "0.012 200 151 \"-\" \"it's\""));
        Assert.Equal(1, exitCode);
        Assert.Contains($"--log-format '{NginxStart}$request_time $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"' (1 line)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggest_WithEach_IsAUsageError() => Assert.Equal(ExitCode.WrongUsage, (await CliHarness.RunAsync("check", "x.log", "--suggest", "--each")).ExitCode);

    private static string? Read(ParserOptions options, byte[] line)
    {
        LogRecord record = default;
        return new LineParser(options).Parse(line, -1, ref record) == RejectReason.None
            ? $"{record.TimestampMs} {Encoding.UTF8.GetString(record.Method)} {Encoding.UTF8.GetString(record.Target)} {record.Status}"
            : null;
    }

    private string Save(params string[] lines)
    {
        string path = Path.Combine(_folder, "access.log");
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    private static string FormatFolder([CallerFilePath] string testFile = "") =>
        Path.Combine(Path.GetDirectoryName(testFile)!, "..", "..", "Core.Tests", "Parsing", "Formats", "Text");
}
