using LogFunctions.ShardScaler;
using LogFunctions.ShardScaler.Policy;
using LogFunctions.ShardScaler.Running;

namespace LogFunctions.Functions.Tests.ShardScaler;

public sealed class ScalingRunTests
{
    private static readonly TimeSpan s_invocation = TimeSpan.FromSeconds(60);

    /// <summary>Law: the process may die at any call, twice or ten times in a row; the hash space stays covered, the plan ends, calls are never more than counted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Run_DyingAnywhere_KeepsTheHashSpaceCoveredAndEndsItsPlans(int seed)
    {
        var random = new Random(seed);
        var time = new StepTime();
        double deaths = 0.15;
        bool Dies() => random.NextDouble() < deaths;
        var stream = new ModelStream(time, random.Next(1, 20), Dies);
        var store = new MemoryControlStore(Dies);
        var demand = new ModelDemand();
        double level = 5;
        for (int minute = 0; minute < 600; minute++)
        {
            if (random.Next(40) == 0)
            {
                level = 0.3 + (random.NextDouble() * 20);
            }

            demand.Level = level;
            await OnceAsync(stream, demand, store, time);
            stream.AssertCovers();
        }

        deaths = 0;
        demand.Level = 6.2;
        for (int minute = 0; minute < 600; minute++)
        {
            await OnceAsync(stream, demand, store, time);
        }

        Assert.Null(ScalingRun.PlanOf(store.Current)?.NextStep(stream.Open));
        Assert.InRange(stream.Open.Count, 7, 9);
        Assert.True(stream.Open.Max(s => s.Range.Width) < stream.Open.Min(s => s.Range.Width) * 1.01, "equal shards in the end");
        Assert.True(stream.Updates.Count <= 20, "at most 10 calls a day in 20 hours and the ones before");
    }

    [Fact]
    public async Task Run_TwoInstancesAtOnce_OneOfThemActs()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 16);
        var store = new MemoryControlStore();
        var demand = new ModelDemand { Level = 30 };
        ControlState before = await store.LoadAsync(TestContext.Current.CancellationToken);
        await OnceAsync(stream, demand, store, time);
        Assert.Null(await store.SaveAsync(before, TestContext.Current.CancellationToken));
        Assert.Single(stream.Updates);
    }

    [Fact]
    public async Task Run_LimitExceeded_CallsNoMoreForHours()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 16) { Refusal = new StreamRefusedException("limit") { IsLimit = true } };
        var store = new MemoryControlStore();
        var demand = new ModelDemand { Level = 30 };
        await OnceAsync(stream, demand, store, time);
        Assert.Empty(stream.Updates);
        Assert.Equal(10, store.Current.Memory.Calls.Count);

        stream.Refusal = null;
        await OnceAsync(stream, demand, store, time);
        Assert.Empty(stream.Updates);
        Assert.True(stream.Steps > 0, "splits instead");
    }

    [Fact]
    public async Task Run_ResourceInUse_TriesAgainTheNextMinute()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 16) { Refusal = new StreamRefusedException("busy") };
        var store = new MemoryControlStore();
        var demand = new ModelDemand { Level = 30 };
        await OnceAsync(stream, demand, store, time);
        stream.Refusal = null;
        await OnceAsync(stream, demand, store, time);
        Assert.Single(stream.Updates);
    }

    [Fact]
    public async Task Run_WithoutMetrics_ChangesNothing()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 16);
        var store = new MemoryControlStore();
        for (int minute = 0; minute < 120; minute++)
        {
            await OnceAsync(stream, new ModelDemand { Fails = true }, store, time);
        }

        Assert.Equal(16, stream.Open.Count);
        Assert.Equal(0, stream.Steps);
    }

    [Fact]
    public async Task Run_Dry_DecidesAndChangesNothing()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 4);
        var store = new MemoryControlStore();
        ScalingDecision? decision = await Run(stream, new ModelDemand { Level = 9 }, store, time, dryRun: true).RunAsync(s_invocation, TestContext.Current.CancellationToken);
        Assert.IsType<ScalingAction.Update>(decision!.Action);
        Assert.Equal(4, stream.Open.Count);
        Assert.Equal(0, store.Current.Version);
    }

    [Fact]
    public async Task Run_CloudWatchSilent_GrowsByTheHeatOfTheShards()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 4);
        var store = new MemoryControlStore();
        var heat = new ModelHeat { Level = 3 };
        for (int minute = 0; minute < 10; minute++)
        {
            await OnceAsync(stream, new ModelDemand { Fails = true }, store, time, heat: heat);
        }

        Assert.Equal(4, stream.Open.Count);
        heat.Level = 3.9;
        await OnceAsync(stream, new ModelDemand { Fails = true }, store, time, heat: heat);
        Assert.True(stream.Updates.Count + stream.Steps > 0, "grows on the first look");
    }

    [Fact]
    public async Task Run_OneHotShard_IsSplit()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 8);
        var store = new MemoryControlStore();
        var heat = new ModelHeat { Level = 3.2, Hot = stream.Open[2].ShardId, HotLoad = 0.99 };
        await OnceAsync(stream, new ModelDemand { Level = 3.2 }, store, time, heat: heat);
        Assert.IsType<ScalingAction.SplitHot>(store.Kept[0].Action);
        Assert.Equal(9, stream.Open.Count);
    }

    [Fact]
    public async Task Run_OfADay_TellsEveryActionOnce()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 4);
        var store = new MemoryControlStore();
        var demand = new ModelDemand { Level = 3 };
        using var topic = new ToldTopic();
        for (int minute = 0; minute < 1440; minute++)
        {
            demand.Level = minute is > 300 and < 700 ? 9 : 3;
            await OnceAsync(stream, demand, store, time, topic);
        }

        Assert.NotEmpty(store.Kept);
        Assert.Equal(store.Kept.Select(d => d.Reason), topic.Told.Select(m => (string)m["reason"]!));
        Assert.Contains(topic.Told, m => (int)m["targetShards"]! > (int)m["openShards"]!);
        Assert.Contains(topic.Told, m => (int)m["targetShards"]! < (int)m["openShards"]!);
        Assert.All(topic.Subjects, s => Assert.Matches("^[ -~]{1,100}$", s));
    }

    [Fact]
    public async Task Run_AtTheMaximum_TellsItEverySixHours()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 64);
        using var topic = new ToldTopic();
        var store = new MemoryControlStore();
        for (int minute = 0; minute < 800; minute++)
        {
            await OnceAsync(stream, new ModelDemand { Level = 90 }, store, time, topic);
        }

        Assert.Equal(3, topic.Told.Count);
        Assert.All(topic.Told, m => Assert.True((int)m["needsShards"]! > 90));
    }

    [Fact]
    public async Task Run_TopicThatRefuses_ChangesNothingForTheStream()
    {
        var time = new StepTime();
        var stream = new ModelStream(time, 16);
        using var topic = new ToldTopic { Fails = true };
        await OnceAsync(stream, new ModelDemand { Level = 30 }, new MemoryControlStore(), time, topic);
        Assert.Single(stream.Updates);
        Assert.Empty(topic.Told);
    }

    private static async Task OnceAsync(ModelStream stream, ModelDemand demand, MemoryControlStore store, StepTime time, ToldTopic? topic = null, IHeatSource? heat = null)
    {
        try
        {
            await Run(stream, demand, store, time, dryRun: false, topic, heat).RunAsync(s_invocation, TestContext.Current.CancellationToken);
        }
        catch (CrashException)
        {
            // The next invocation is another process.
        }

        time.NextMinute();
    }

    private static ScalingRun Run(ModelStream stream, ModelDemand demand, MemoryControlStore store, StepTime time, bool dryRun, ToldTopic? topic = null, IHeatSource? heat = null)
    {
        var options = new ShardScalerOptions { StreamName = "s", ControlTable = "c", DryRun = dryRun, Policy = new ScalingOptions { MaxShards = 64 } };
        return new ScalingRun(stream, demand, heat, store, options, metrics: null, topic is null ? null : new DecisionNotifier(topic, ToldTopic.Arn, "s", Log.None), Log.None, time);
    }

    /// <summary>The same rate at any time, evenly spread but for one shard.</summary>
    private sealed class ModelHeat : IHeatSource
    {
        public double Level { get; set; }

        public string? Hot { get; init; }

        public double HotLoad { get; init; }

        public Task<StreamHeat> ReadAsync(DateTimeOffset now, IReadOnlyList<LogFunctions.ShardScaler.Plans.OpenShard> open, CancellationToken cancellationToken)
        {
            double others = (Level - (Hot is null ? 0 : HotLoad)) / (open.Count - (Hot is null ? 0 : 1));
            return Task.FromResult(new StreamHeat
            {
                Loads = open.ToDictionary(s => s.ShardId, s => s.ShardId == Hot ? HotLoad : others),
                Minutes = Enumerable.Range(1, 2).ToDictionary(i => (now.ToUnixTimeSeconds() / 60) - i, _ => Level),
                Recent = Level,
                AgeSeconds = 1,
            });
        }
    }

    /// <summary>The same demand at any time that is looked at.</summary>
    private sealed class ModelDemand : IDemandSource
    {
        public double Level { get; set; }

        public bool Fails { get; init; }

        public Task<StreamDemand> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new TimeoutException("no answer");
            }

            double[] values = [.. Enumerable.Repeat(Level, 120)];
            return Task.FromResult(new StreamDemand(new DemandSeries((now.ToUnixTimeSeconds() / 60) - 121, values, values.Length), 0));
        }
    }
}
