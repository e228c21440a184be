using CsCheck;
using LogFunctions.ShardScaler.Plans;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.Tools.Tests.Simulate;

public sealed class ScalingPolicyTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Laws that hold for any history: rules of the service, minimum, maximum, no shrink by a call, none on missing data.</summary>
    [Fact]
    public void Decide_OnAnyHistory_KeepsTheRules() =>
        Gen.Select(Gen.Double[0, 30].Array[1, 400], Gen.Int[1, 40], Gen.Int[0, 12], Gen.Int[0, 30], Gen.Bool, Gen.Int[0, 100]).Sample(
            (demand, shards, calls, silentMinutes, active, missingPercent) =>
            {
                var gaps = new Random(demand.Length);
                double[] values = [.. demand.Select(d => gaps.Next(100) < missingPercent ? double.NaN : d)];
                ScalingSituation situation = Situation(values, shards, s_start.AddMinutes(values.Length + silentMinutes), active);
                var options = new ScalingOptions { MinShards = 2, MaxShards = 32 };
                var memory = new ScalingMemory { Calls = [.. Enumerable.Range(0, calls).Select(i => situation.Now.AddMinutes(-30 * (i + 1)))] };
                (ScalingDecision decision, ScalingMemory after) = ScalingPolicy.Decide(situation, memory, options);

                Assert.NotEmpty(decision.Reason);
                bool known = values.TakeLast(Math.Max(0, 10 - silentMinutes)).Any(v => !double.IsNaN(v));
                if (!active || !known)
                {
                    Assert.IsType<ScalingAction.Hold>(decision.Action);
                }

                if (decision.Action is ScalingAction.Update update)
                {
                    Assert.InRange(update.Target, 2, 32);
                    if (update.Means == ReshardMeans.OneCall)
                    {
                        Assert.InRange(update.Target, shards + 1, shards * 2);
                        Assert.True(calls < options.CallsPerDay, "a call beyond the day's");
                        Assert.Equal(calls + 1, after.Calls.Count);
                    }
                }

                if (decision.Action is ScalingAction.MergePairs merge)
                {
                    Assert.True(shards - merge.Pairs.Count >= 2);
                }

                bool shrinks = decision.Action is ScalingAction.MergePairs || (decision.Action is ScalingAction.Update down && down.Target < shards);
                int knownInWindow = values.TakeLast(45).Count(v => !double.IsNaN(v));
                Assert.False(shrinks && knownInWindow < 36 - silentMinutes, "a shrink on missing data");
            },
            seed: "0000KOIPWu70",
            iter: 2000);

    [Fact]
    public void Decide_DemandDoublesWithinAMinute_GrowsAtOnce()
    {
        double[] demand = [.. Enumerable.Repeat(10.0, 120), 20.0];
        (ScalingDecision decision, _) = ScalingPolicy.Decide(Situation(demand, 16, s_start.AddMinutes(121)), new ScalingMemory(), new ScalingOptions());
        ScalingAction.Update update = Assert.IsType<ScalingAction.Update>(decision.Action);
        Assert.Equal(ReshardMeans.OneCall, update.Means);
        Assert.InRange(update.Target, 22, 32);
    }

    [Fact]
    public void Decide_ReshardInProgress_SaysWhatItWouldDo()
    {
        double[] demand = [.. Enumerable.Repeat(3.0, 100), 6.0];
        var memory = new ScalingMemory { UpdateStarted = s_start.AddMinutes(100) };
        (ScalingDecision decision, _) = ScalingPolicy.Decide(Situation(demand, 4, s_start.AddMinutes(101), active: false), memory, new ScalingOptions());
        Assert.IsType<ScalingAction.Hold>(decision.Action);
        Assert.Equal(HeldBack.ReshardInProgress, decision.HeldBack);
        Assert.StartsWith("would grow 4 -> ", decision.Reason, StringComparison.Ordinal);
        Assert.Contains("held back: reshard in progress, about 2 min left", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_AtTheMaximum_SaysWhatWouldBeEnough()
    {
        double[] demand = [.. Enumerable.Repeat(20.0, 100)];
        (ScalingDecision decision, _) = ScalingPolicy.Decide(Situation(demand, 16, s_start.AddMinutes(100)), new ScalingMemory(), new ScalingOptions { MaxShards = 16 });
        Assert.Equal(HeldBack.Maximum, decision.HeldBack);
        Assert.Equal(22, decision.NeedsBeyondMaximum);
        Assert.Contains("needs 22 shards, the maximum is 16", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_FloorOfSomebody_GrowsUntilItExpires()
    {
        double[] demand = [.. Enumerable.Repeat(1.0, 100)];
        ScalingSituation situation = Situation(demand, 2, s_start.AddMinutes(100)) with { Floors = [new ScalingFloor("batch", 8, s_start.AddMinutes(130))] };
        (ScalingDecision decision, _) = ScalingPolicy.Decide(situation, new ScalingMemory(), new ScalingOptions());
        Assert.Equal(8, Assert.IsType<ScalingAction.Update>(decision.Action).Target);
        Assert.Contains("batch", decision.Reason, StringComparison.Ordinal);

        (decision, _) = ScalingPolicy.Decide(situation with { Now = s_start.AddMinutes(130) }, new ScalingMemory(), new ScalingOptions());
        Assert.IsType<ScalingAction.Hold>(decision.Action);
    }

    [Fact]
    public void Decide_InFrozenTime_HoldsAndSaysSo()
    {
        double[] demand = [.. Enumerable.Repeat(8.0, 100)];
        var options = new ScalingOptions { Frozen = CronSchedule.Parse("* 1-2 * * *") };
        (ScalingDecision decision, _) = ScalingPolicy.Decide(Situation(demand, 4, s_start.AddMinutes(100)), new ScalingMemory(), options);
        Assert.IsType<ScalingAction.Hold>(decision.Action);
        Assert.Equal(HeldBack.Frozen, decision.HeldBack);
        Assert.Contains("frozen by '* 1-2 * * *'", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_HotShard_IsSplitInTheMiddle()
    {
        double[] demand = [.. Enumerable.Repeat(1.9, 100)];
        ScalingSituation situation = Situation(demand, 4, s_start.AddMinutes(100));
        double[] loads = [0.3, 1.0, 0.3, 0.3];
        situation = situation with { Shards = [.. situation.Shards.Select((s, i) => s with { Load = loads[i] })] };
        (ScalingDecision decision, _) = ScalingPolicy.Decide(situation, new ScalingMemory(), new ScalingOptions());
        ScalingAction.SplitHot split = Assert.IsType<ScalingAction.SplitHot>(decision.Action);
        Assert.Equal(situation.Shards[1].Shard.ShardId, split.ShardId);
        Assert.Equal(situation.Shards[1].Shard.Range.Middle, split.HashKey);
    }

    [Fact]
    public void Decide_OthersResharded_CountsItAsACall()
    {
        double[] demand = [.. Enumerable.Repeat(3.0, 100)];
        (_, ScalingMemory memory) = ScalingPolicy.Decide(Situation(demand, 4, s_start.AddMinutes(100)), new ScalingMemory(), new ScalingOptions());
        (ScalingDecision decision, memory) = ScalingPolicy.Decide(Situation(demand, 8, s_start.AddMinutes(100)), memory, new ScalingOptions());
        Assert.Single(memory.Calls);
        Assert.Equal(9, decision.CallsLeft);
    }

    [Fact]
    public void Decide_OnDemandStream_GetsAdviceOrWarmThroughput()
    {
        double[] demand = [.. Enumerable.Repeat(8.0, 100)];
        ScalingSituation situation = Situation(demand, 4, s_start.AddMinutes(100));
        (ScalingDecision advice, _) = ScalingPolicy.Decide(situation with { Mode = CapacityMode.OnDemand }, new ScalingMemory(), new ScalingOptions());
        Assert.IsType<ScalingAction.Advise>(advice.Action);
        (ScalingDecision warm, _) = ScalingPolicy.Decide(situation with { Mode = CapacityMode.OnDemandAdvantage }, new ScalingMemory(), new ScalingOptions());
        Assert.Equal(9, Assert.IsType<ScalingAction.SetWarmThroughput>(warm.Action).MiBps);
    }

    [Theory]
    [InlineData("* 2-4 * * 6", "2026-03-07T03:10:00Z", true)]
    [InlineData("* 2-4 * * 6", "2026-03-08T03:10:00Z", false)]
    [InlineData("*/15 * * * *", "2026-03-08T03:30:00Z", true)]
    [InlineData("*/15 * * * *", "2026-03-08T03:31:00Z", false)]
    [InlineData("* 22-2 * * *", "2026-03-08T23:59:00Z", true)]
    [InlineData("* 22-2 * * *", "2026-03-08T02:00:00Z", true)]
    [InlineData("* 22-2 * * *", "2026-03-08T03:00:00Z", false)]
    [InlineData("0 0 1 * 7", "2026-03-08T00:00:00Z", true)]
    [InlineData("0 0 1 * 7", "2026-03-01T00:00:00Z", true)]
    [InlineData("0 0 1 * 7", "2026-03-02T00:00:00Z", false)]
    public void CronSchedule_Fields_MatchAsInCron(string text, string time, bool matches) =>
        Assert.Equal(matches, CronSchedule.Parse(text).Matches(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("5-60 * * * *")]
    [InlineData("*/0 * * * *")]
    public void CronSchedule_Nonsense_IsRefused(string text) => Assert.Throws<FormatException>(() => CronSchedule.Parse(text));

    private static ScalingSituation Situation(double[] demand, int shards, DateTimeOffset now, bool active = true)
    {
        IReadOnlyList<UInt128> starts = ReshardPlan.Uniform(shards, []).Starts;
        return new ScalingSituation
        {
            Now = now,
            Demand = new DemandSeries(s_start.ToUnixTimeSeconds() / 60, demand, demand.Length),
            Shards = [.. starts.Select((s, i) => new ShardLoad(new OpenShard($"shardId-{i}", new HashRange(s, i + 1 < shards ? starts[i + 1] - 1 : UInt128.MaxValue)), double.NaN))],
            IsActive = active,
        };
    }
}
