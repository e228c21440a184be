using LogFunctions.Cli.Simulate;
using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.Tools.Tests.Simulate;

/// <summary>What the one fixed policy promises on the traces that come with the program; <c>nab-twitter</c> (55 days) is left to the command.</summary>
public sealed class SimulationTargetTests
{
    [Theory]
    [InlineData("diurnal-week", 0, 1.5)]
    [InlineData("flash-crowd", 3, 2.3)]
    [InlineData("night-batch", 0.6, 1.8)]
    [InlineData("slow-ramp", 0, 1.3)]
    [InlineData("sawtooth", 0.1, 1.5)]
    [InlineData("noise", 0.01, 1.5)]
    [InlineData("hot-key", 0.1, 1.4)]
    public void Ours_OnEveryTrace_IsWithinItsTargetAndBeatenByNobody(string name, double mostThrottledPercent, double mostTimesOptimum)
    {
        Trace trace = TraceCatalog.Find(name)!;
        var run = new SimulateRun(trace, new SimulationOptions(), new ScalingOptions());
        SimulationRun optimum = run.Run("optimum", TestContext.Current.CancellationToken);
        SimulationRun[] runs = [.. SimulateRun.Policies.Select(p => run.Run(p, TestContext.Current.CancellationToken))];
        SimulationRun ours = runs[0];

        Assert.True(ours.Totals.ThrottledPercent <= mostThrottledPercent, $"{ours.Totals.ThrottledPercent} % throttled");
        Assert.True(ours.Totals.ShardHours <= mostTimesOptimum * optimum.Totals.ShardHours, $"{ours.Totals.ShardHours / optimum.Totals.ShardHours} times the optimum");
        Assert.Equal(0, ours.Refused);
        Assert.InRange(ours.CallsPerDayMax, 0, 10);
        Assert.InRange(optimum.CallsPerDayMax, 0, 10);
        foreach (SimulationRun peer in runs[1..])
        {
            bool better = peer.Totals.ThrottledPercent <= ours.Totals.ThrottledPercent && peer.Totals.ShardHours <= ours.Totals.ShardHours;
            Assert.False(better, $"{peer.Policy} is better: {peer.Totals.ThrottledPercent} % and {peer.Totals.ShardHours} shard-hours against {ours.Totals.ThrottledPercent} and {ours.Totals.ShardHours}");
        }
    }

    [Fact]
    public void Optimum_OfAConstantDemand_IsItsShards()
    {
        Trace trace = Trace.From("constant", 86_400, _ => 3500);
        SimulationRun optimum = new SimulateRun(trace, new SimulationOptions(), new ScalingOptions()).Run("optimum", TestContext.Current.CancellationToken);
        Assert.Equal(4 * 24, optimum.Totals.ShardHours, 3);
        Assert.Equal(0, optimum.CallsPerDayMax);
    }

    [Fact]
    public void Optimum_OfAStep_GrowsJustInTime()
    {
        Trace trace = Trace.From("step", 86_400, t => t < 43_200 ? 900 : 1900);
        SimulationRun optimum = new SimulateRun(trace, new SimulationOptions(), new ScalingOptions()).Run("optimum", TestContext.Current.CancellationToken);
        // One shard for half a day, two for the other, and one split of half a minute (a minute of the programme).
        Assert.InRange(optimum.Totals.ShardHours, 36, 36 + (2.0 / 60));
    }

    [Fact]
    public void SimulatedStream_UpdateShardCount_IsRefusedAsByTheService()
    {
        var stream = new SimulatedStream(new SimulationOptions(), 4);
        Assert.False(stream.UpdateShardCount(9));
        Assert.False(stream.UpdateShardCount(1));
        Assert.True(stream.UpdateShardCount(8));
        Assert.False(stream.UpdateShardCount(8));
        for (int i = 0; i < 12; i++)
        {
            stream.Advance(5000, 0);
        }

        Assert.Equal(8, stream.Shards.Count);
        Assert.Equal(3, stream.Refused);
        Assert.Equal(0.2, stream.Totals.ThrottledPercent / 100, 3);
    }
}
