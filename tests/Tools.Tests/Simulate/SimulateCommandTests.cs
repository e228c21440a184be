using System.Text.Json;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Simulate;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Json_OfATraceFile_HasTheSevenNumbersOfEveryPolicyAndTheOptimumLast()
    {
        string file = Path.Combine(_folder, "trace.csv");
        await File.WriteAllLinesAsync(file, ["seconds,lines_per_second", .. Enumerable.Range(0, 300).Select(i => $"{i * 60},{(i < 150 ? 20 : 60)}")], TestContext.Current.CancellationToken);
        (int ExitCode, string Out, string Error) result = await CliHarness.RunAsync("simulate", "--trace", file, "--scale", "100", "--compare", "--format", "json");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Out);
        JsonElement[] rows = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(["ours", "aws-blog", "scaling-utils", "substation", "epsagon", "optimum"], rows.Select(r => r.GetProperty("policy").GetString()));
        foreach (JsonElement row in rows)
        {
            Assert.Equal(
                ["policy", "throttledPercent", "shardHours", "refusedCalls", "callsPerDayMax", "lagMinutes", "dollars"],
                row.EnumerateObject().Select(p => p.Name));
            Assert.Equal(row.GetProperty("shardHours").GetDouble() * 0.015, row.GetProperty("dollars").GetDouble(), 0.001);
            Assert.True(row.GetProperty("shardHours").GetDouble() >= 20, "2,000 and then 6,000 lines/s need 20 shard-hours");
        }
    }

    [Fact]
    public async Task Fixed_ShardsThatAreTooFew_ThrottleWhatIsBeyond()
    {
        string file = Path.Combine(_folder, "trace.csv");
        await File.WriteAllLinesAsync(file, ["0,4000", "3600,4000"], TestContext.Current.CancellationToken);
        (int ExitCode, string Out, string Error) result = await CliHarness.RunAsync("simulate", "--trace", file, "--policy", "fixed:3", "--format", "json");
        using JsonDocument json = JsonDocument.Parse(result.Out);
        Assert.Equal(25, json.RootElement[0].GetProperty("throttledPercent").GetDouble(), 6);
        Assert.Equal(6, json.RootElement[0].GetProperty("shardHours").GetDouble(), 6);
        Assert.Equal(120, json.RootElement[0].GetProperty("lagMinutes").GetDouble(), 6);
    }

    [Fact]
    public async Task Chart_IsAPicture()
    {
        string chart = Path.Combine(_folder, "chart.png");
        (int ExitCode, string Out, string Error) result = await CliHarness.RunAsync("simulate", "--trace", "sawtooth", "--chart", chart);
        Assert.Equal(0, result.ExitCode);
        byte[] bytes = await File.ReadAllBytesAsync(chart, TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        Assert.Contains("optimum", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--trace", "no-such-trace")]
    [InlineData("--trace", "sawtooth", "--policy", "fixed:0")]
    [InlineData("--trace", "sawtooth", "--policy", "nobody")]
    [InlineData("--trace", "sawtooth", "--scale", "0")]
    [InlineData("--trace", "sawtooth", "--metric-delay", "yesterday")]
    [InlineData()]
    public async Task WrongUsage_IsSaidInOneSentence(params string[] arguments)
    {
        (int ExitCode, string Out, string Error) result = await CliHarness.RunAsync(["simulate", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
