using System.Diagnostics;
using System.Globalization;
using LogFunctions.Cli.Cost;

namespace LogFunctions.Tools.Tests.Cost;

/// <summary>The write units that <c>logfn cost</c> reckons with are those that this code has.</summary>
public sealed class MeterAgreementTests
{
    [Fact]
    public async Task EmbeddedTable_AtThePromisedPoint_IsWhatTheMeterCountsNow()
    {
        string[] cells = (await MeterAsync("| 32 endpoints | 1,000 | 5 |")).Split('\n')
            .Single(line => line.StartsWith("| 32 endpoints", StringComparison.Ordinal)).Trim(' ', '|').Split(" | ");
        double counted = double.Parse(cells[8], NumberStyles.Number, CultureInfo.InvariantCulture);
        double embedded = MeterTable.Load().PerShardSecond(32, 1_000, 5).WriteUnits * 1_000;
        Assert.True(
            Math.Abs(counted - embedded) <= counted * 0.02,
            $"the meter counts {counted} write units per million lines, tools/Cli/Cost/write-units.md says {embedded}: "
            + "store there what `dotnet run -c Release --project tests/Benchmarks -- --write-units` prints, and write docs/cost.md anew with UPDATE_DOCS=1");
    }

    /// <summary>The meter is the benchmarks' program, built beside these tests in the same configuration.</summary>
    private static async Task<string> MeterAsync(string filter)
    {
        string program = Path.Combine(
            AppContext.BaseDirectory.Replace("Tools.Tests", "Benchmarks", StringComparison.Ordinal), "LogFunctions.Benchmarks.dll");
        Assert.True(File.Exists(program), $"{program} is missing: build the solution");
        var start = new ProcessStartInfo("dotnet", [program, "--write-units", "--filter", filter]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
