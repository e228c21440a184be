using LogFunctions.Benchmarks.Processes;
using LogFunctions.Benchmarks.Scale;

namespace LogFunctions.Tools.Tests.Benchmarks;

public sealed class CpuSharesTests
{
    [Fact]
    public void Verdict_OfSeconds_NamesTheLargest()
    {
        var used = new Dictionary<string, double> { ["bench"] = 2, ["kinesalite"] = 5.04, ["functions"] = 0.96 };
        Assert.Equal("bound by: kinesalite (63 % of 8.0 CPU s, 0.84 of a processor)", CpuShares.Verdict(used, wallSeconds: 6));
    }

    [Fact]
    public void Between_ProcessStartedMeanwhile_CountsFromZero()
    {
        Dictionary<string, double> used = CpuShares.Between(new() { ["bench"] = 2 }, new() { ["bench"] = 3.5, ["functions"] = 1 });
        Assert.Equal(1.5, used["bench"]);
        Assert.Equal(1, used["functions"]);
    }

    [Fact]
    public void Parse_NameWithParentheses_ReadsUserAndSystemTime()
    {
        Assert.Equal(3.5, CpuTime.Parse("42 (a) (b c) S 1 42 42 0 -1 4194304 100 0 0 0 250 100 7 8 20 0 1 0 12345 1000 10"));
    }
}
