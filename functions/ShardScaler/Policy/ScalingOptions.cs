namespace LogFunctions.ShardScaler.Policy;

/// <summary>Settings of the policy. The defaults are what the simulator's figures in docs/scaling.md were made with.</summary>
internal sealed record ScalingOptions
{
    /// <summary>Never fewer shards.</summary>
    public int MinShards { get; init; } = 1;

    /// <summary>Never more shards.</summary>
    public int MaxShards { get; init; } = 10_000;

    /// <summary>UpdateShardCount calls per rolling 24 hours; the service's default limit is 10.</summary>
    public int CallsPerDay { get; init; } = 10;

    /// <summary>The least spare share above the demand; measured variability adds to it.</summary>
    public double MinMargin { get; init; } = 0.10;

    /// <summary>The most.</summary>
    public double MaxMargin { get; init; } = 1.0;

    /// <summary>Which of the rises of the last hours the margin covers, 0..1.</summary>
    public double MarginQuantile { get; init; } = 0.98;

    /// <summary>A shrink goes to the most that was needed in this time, before the flap guard lengthens it.</summary>
    public TimeSpan HoldWindow { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>Within this time a backlog shall be worked off.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What an update is assumed to take before one was measured.</summary>
    public TimeSpan ReshardTime { get; init; } = TimeSpan.FromMinutes(2.5);

    /// <summary>What one split or merge takes.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether growth may follow a trusted forecast.</summary>
    public bool Forecast { get; init; } = true;

    /// <summary>No action in these minutes; null = never.</summary>
    public CronSchedule? Frozen { get; init; }

    /// <summary>What a shard costs an hour, USD: the shard itself and the ledger writes and rows it causes.</summary>
    public double ShardHourUsd { get; init; } = 0.015;
}
