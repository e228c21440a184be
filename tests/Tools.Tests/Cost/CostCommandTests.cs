using System.Text.Json;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Cost;

public sealed class CostCommandTests
{
    [Fact]
    public async Task Json_HasTheBillWhoseSumIsTheTotal_AndEveryOtherWay()
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("cost", "--compare", "--prices", "--format", "json");
        Assert.Equal((0, ""), (exitCode, error));
        using JsonDocument json = JsonDocument.Parse(output);
        ILookup<string, double> usd = json.RootElement.EnumerateArray().ToLookup(r => r.GetProperty("kind").GetString()!, r => r.GetProperty("usd").GetDouble());
        Assert.Equal(usd["total"].Single(), usd["line"].Sum(), 9);
        Assert.Equal(8, usd["alternative"].Count());
        Assert.Contains(usd["change"], change => change < 0);
        Assert.NotEmpty(usd["price"]);
    }

    [Fact]
    public async Task Table_SaysTotalAndPricePerMillionLines()
    {
        (int exitCode, string output, _) = await CliHarness.RunAsync("cost", "--lines-per-second", "5000");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"Total: \$[0-9,.]+ a month, \$[0-9.]+ per million lines", output);
    }

    [Fact]
    public async Task Shards_ThatCannotTakeTheTraffic_AreWrongUsage()
    {
        (int exitCode, _, string error) = await CliHarness.RunAsync("cost", "--lines-per-second", "100000", "--shards", "2");
        Assert.Equal(2, exitCode);
        Assert.Contains("--shards 2", error, StringComparison.Ordinal);
        Assert.Contains("24", error, StringComparison.Ordinal);
    }
}
