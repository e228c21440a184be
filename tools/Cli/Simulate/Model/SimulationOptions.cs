namespace LogFunctions.Cli.Simulate.Model;

/// <summary>What the model assumes of the service.</summary>
internal sealed record SimulationOptions
{
    /// <summary>Lines/s that a shard takes.</summary>
    public double ShardLines { get; init; } = 1000;

    /// <summary>A minute can be read so long after its end.</summary>
    public TimeSpan MetricDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An UpdateShardCount to a multiple of 25 %; others take half as long again.</summary>
    public TimeSpan ReshardTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>One SplitShard or MergeShards.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>UpdateShardCount calls in a rolling day.</summary>
    public int CallsPerDay { get; init; } = 10;

    /// <summary>USD of a shard and hour.</summary>
    public double ShardHourUsd { get; init; } = 0.015;

    /// <summary>Steps of the model that an update takes.</summary>
    public int UpdateSteps(int from, int to) =>
        Steps(ReshardTime * (to * 4 % from == 0 ? 1 : 1.5));

    /// <summary>Steps of the model that a time takes, at least 1.</summary>
    public static int Steps(TimeSpan time) => Math.Max(1, (int)Math.Ceiling((time.TotalSeconds / Traces.Trace.StepSeconds) - 1e-9));
}
