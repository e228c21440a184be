using System.Text.RegularExpressions;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("logfn-generate-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Generate_ToAFile_WritesLinesAndTruth_TheSameEveryTime()
    {
        string[] Command(string name) =>
            ["generate", "--profile", "incident", "--lines", "2k", "--start", "2026-11-23T12:00:00Z", "--seed", "5", "--to", $"file:{PathOf(name)}", "--truth", PathOf(name + ".json"), "--format", "nginx"];

        (int exitCode, string output, string error) = await CliHarness.RunAsync(Command("a"));
        await CliHarness.RunAsync([.. Command("b"), "--producers", "3"]);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("2,000 lines, ", output, StringComparison.Ordinal);
        byte[] lines = await File.ReadAllBytesAsync(PathOf("a"), Cancel);
        Assert.Equal(2_000, lines.Count(b => b == '\n'));
        Assert.Equal(lines, await File.ReadAllBytesAsync(PathOf("b"), Cancel));
        TruthFile truth = await TruthJson.ReadAsync(PathOf("a.json"), Cancel);
        Assert.Equal((2_000, lines.Length, 5UL, "incident"), (truth.Lines.Emitted, truth.Lines.Bytes, truth.Seed, truth.Profile));
    }

    [Fact]
    public async Task Generate_OfCloudFrontStandard_BeginsTheFileWithItsHeader()
    {
        await CliHarness.RunAsync("generate", "--lines", "3", "--start", "2026-11-23T12:00:00Z", "--to", $"file:{PathOf("cf")}", "--format", "cloudfront-standard");

        string[] lines = await File.ReadAllLinesAsync(PathOf("cf"), Cancel);
        Assert.Equal("#Version: 1.0", lines[0]);
        Assert.StartsWith("#Fields: date time ", lines[1], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
        Assert.All(lines[2..], line => Assert.Equal(33, line.Split('\t').Length));
    }

    [Fact]
    public async Task Generate_WithoutRateOrSpeed_IsNotHeldBackAndEndsNow()
    {
        // An hour of event time: paced it would outlast any test run.
        await CliHarness.RunAsync("generate", "--duration", "1h", "--to", $"file:{PathOf("log")}", "--truth", PathOf("t"));

        TruthFile truth = await TruthJson.ReadAsync(PathOf("t"), Cancel);
        Assert.Equal(truth.Lines.Emitted, File.ReadLines(PathOf("log")).LongCount());
        Assert.InRange((truth.EventEnd - truth.EventStart).TotalSeconds, 3_598, 3_602);
        Assert.True(truth.EventEnd <= truth.StartedAt.AddSeconds(2), "the run was to end at its start");
    }

    [Fact]
    public async Task Generate_WithTraceScale_MultipliesTheRates()
    {
        await File.WriteAllTextAsync(PathOf("trace.csv"), "seconds,lines_per_second\n0,10\n60,20\n120,0\n", Cancel);
        await CliHarness.RunAsync("generate", "--trace", PathOf("trace.csv"), "--trace-scale", "3", "--start", "2026-03-01T12:00:00Z", "--duration", "2m", "--to", "null", "--truth", PathOf("t"));
        Assert.Equal(3 * ((60 * 10) + (60 * 20)), (await TruthJson.ReadAsync(PathOf("t"), Cancel)).Lines.Emitted);
    }

    [Fact]
    public async Task Generate_WithSpeedMaxAndADuration_EndsNow()
    {
        await CliHarness.RunAsync("generate", "--duration", "10m", "--rate", "5", "--speed", "max", "--to", "null", "--truth", PathOf("t"));

        TruthFile truth = await TruthJson.ReadAsync(PathOf("t"), Cancel);
        Assert.Equal(3_000, truth.Lines.Emitted);
        Assert.InRange((truth.StartedAt - truth.EventEnd).TotalSeconds, -1, 5);
    }

    [Fact]
    public async Task Describe_PrintsTheProfile_WithTheOptionsApplied()
    {
        (int exitCode, string output, _) = await CliHarness.RunAsync("generate", "--profile", "diurnal", "--rate", "77", "--nasty", "late=0.5", "--describe");

        Assert.Equal(0, exitCode);
        TrafficProfile profile = ProfileReader.Parse(output, "described", ".");
        Assert.Equal((77, RateCurveKind.Diurnal, 0.5), (profile.Rate.LinesPerSecond, profile.Rate.Curve, profile.Nastiness.Late));
    }

    [Theory]
    [InlineData("--rate 0", "--rate is 0; use a number above 0.")]
    [InlineData("--rate x", "--rate")]
    [InlineData("--profile stedy", "stedy")]
    [InlineData("--curve sawtooth", "--curve is 'sawtooth'")]
    [InlineData("--curve trace", "--curve is 'trace'")]
    [InlineData("--curve 1", "--curve is '1'")]
    [InlineData("--trace nowhere.csv", "nowhere.csv")]
    [InlineData("--time-scale 2", "--time-scale is for a trace")]
    [InlineData("--duration 5", "--duration is '5'")]
    [InlineData("--duration 0s", "--duration is '0s'")]
    [InlineData("--lines 0", "--lines is '0'")]
    [InlineData("--lines 1e9", "--lines is '1e9'")]
    [InlineData("--bytes -1", "--bytes")]
    [InlineData("--seed -1", "--seed")]
    [InlineData("--format xml", "--format has 'xml'")]
    [InlineData("--to kinesis:", "--to is 'kinesis:'")]
    [InlineData("--to kinesis:a/b", "--to is 'kinesis:a/b'")]
    [InlineData("--to s3://bucket", "--to is 's3://bucket'")]
    [InlineData("--windows 60,90 --truth t", "--windows is '60,90'")]
    [InlineData("--windows 0 --truth t", "--windows has '0'")]
    [InlineData("--producers 0", "--producers is 0")]
    [InlineData("--producers 65", "--producers is 65")]
    [InlineData("--start yesterday", "--start is 'yesterday'")]
    [InlineData("--start 2026-11-23 --backfill 1m", "exclude each other")]
    [InlineData("--backfill 1m --speed 2x", "leave out --speed")]
    [InlineData("--speed fast", "--speed is 'fast'")]
    [InlineData("--speed max", "--speed max needs to know where to begin")]
    [InlineData("--pack lines", "are for --to kinesis")]
    [InlineData("--to kinesis:logs --pack zip", "--pack is 'zip'")]
    [InlineData("--to kinesis:logs --lines-per-record 0", "--lines-per-record is 0")]
    [InlineData("--to kinesis:logs --pack none --lines-per-record 5", "one line into a record")]
    [InlineData("--endpoint http://127.0.0.1:1", "--endpoint is for --to kinesis")]
    [InlineData("--to kinesis:logs --endpoint nowhere", "--endpoint is 'nowhere'")]
    [InlineData("--nasty malformed", "--nasty has 'malformed'")]
    [InlineData("--nasty odd=1", "--nasty has 'odd'")]
    [InlineData("--nasty late=2", "nastiness.late is 2")]
    public async Task Generate_WithAWrongOption_SaysWhich_AndExits2(string options, string expected)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync(["generate", .. options.Split(' ')]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("--to file:/nowhere/x --lines 1", "file:/nowhere/x")]
    [InlineData("--truth /nowhere/t.json --to null --lines 1", "--truth /nowhere/t.json")]
    [InlineData("--truth / --to null --lines 1", "is a folder; name a file")]
    public async Task Generate_WhereItCannotWrite_SaysSo_AndExits1(string options, string expected)
    {
        (int exitCode, _, string error) = await CliHarness.RunAsync(["generate", .. options.Split(' ')]);

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify", "--truth")]
    [InlineData("verify --truth /nowhere/t.json", "t.json")]
    [InlineData("verify --truth t --rejects some", "--rejects is 'some'")]
    [InlineData("verify --truth t --wait soon", "--wait is 'soon'")]
    [InlineData("replay x --to null --speed slow", "--speed is 'slow'")]
    [InlineData("replay /nowhere/x.log --to null", "/nowhere/x.log")]
    [InlineData("replay x", "no `logfn up` runs on this machine")]
    public async Task VerifyAndReplay_WithAWrongOption_SayWhich(string command, string expected)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync(command.Split(' '));

        Assert.NotEqual(0, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ShiftedToNow_MovesTheNewestLineToNow_AndKeepsTheRest()
    {
        await CliHarness.RunAsync("generate", "--lines", "500", "--rate", "10", "--start", "2020-02-29T23:59:30Z", "--to", $"file:{PathOf("old")}", "--format", "combined");

        (int exitCode, string output, _) = await CliHarness.RunAsync("replay", PathOf("old"), "--to", $"file:{PathOf("new")}", "--shift-to-now");

        Assert.Equal(0, exitCode);
        Assert.Contains("500 lines", output, StringComparison.Ordinal);
        Assert.Contains("500 lines shifted to now", output, StringComparison.Ordinal);
        string[] old = await File.ReadAllLinesAsync(PathOf("old"), Cancel);
        string[] replayed = await File.ReadAllLinesAsync(PathOf("new"), Cancel);
        Assert.Equal(old.Select(WithoutTime), replayed.Select(WithoutTime));
        TimeSpan[] shifts = [.. old.Zip(replayed, (before, after) => TimeOf(after) - TimeOf(before)).Distinct()];
        Assert.InRange(shifts.Max() - shifts.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange((DateTimeOffset.UtcNow - TimeOf(replayed[^1])).TotalSeconds, 0, 30);
    }

    private static string WithoutTime(string line) => Regex.Replace(line, @"\[[^\]]+\]", "[]");

    private static DateTimeOffset TimeOf(string line) =>
        DateTimeOffset.ParseExact(Regex.Match(line, @"\[([^\]]+)\]").Groups[1].Value, "dd/MMM/yyyy:HH:mm:ss zzz", System.Globalization.CultureInfo.InvariantCulture);

    private string PathOf(string name) => Path.Combine(_directory, name);
}
