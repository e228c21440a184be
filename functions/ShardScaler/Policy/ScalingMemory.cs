namespace LogFunctions.ShardScaler.Policy;

/// <summary>What the policy has to remember from one decision to the next; stored after every decision.</summary>
internal sealed record ScalingMemory
{
    /// <summary>When UpdateShardCount was called, the last day; calls by others that were noticed among them.</summary>
    public IReadOnlyList<DateTimeOffset> Calls { get; init; } = [];

    /// <summary>How long the last updates took, seconds, newest last, at most 5.</summary>
    public IReadOnlyList<double> ReshardSeconds { get; init; } = [];

    /// <summary>Start of the update that runs; null when none does.</summary>
    public DateTimeOffset? UpdateStarted { get; init; }

    /// <summary>Open shards after our last action; null when there was none.</summary>
    public int? ExpectedShards { get; init; }

    /// <summary>The last growth.</summary>
    public DateTimeOffset? GrownAt { get; init; }

    /// <summary>The last shrink.</summary>
    public DateTimeOffset? ShrunkAt { get; init; }

    /// <summary>Factor of the hold window, 1..8: doubled by a growth that follows a shrink, halved after quiet hours.</summary>
    public double HoldFactor { get; init; } = 1;

    /// <summary>Share of the demand that was evenly spread when the shards' loads were last known.</summary>
    public double EvenShare { get; init; } = 1;

    /// <summary>When that was.</summary>
    public DateTimeOffset? EvenShareAt { get; init; }

    /// <summary>Load of the hot shard that was last split, in shards; 0 when none was.</summary>
    public double HotLoadBefore { get; init; }

    /// <summary>Splits of a hot shard in a row after which its hotter half was as hot.</summary>
    public int HotSplitsInVain { get; init; }

    /// <summary>The last backtest.</summary>
    public ForecastQuality? Forecast { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? ForecastAt { get; init; }

    /// <summary>When <see cref="HoldFactor"/> was last changed.</summary>
    public DateTimeOffset? HoldChangedAt { get; init; }
}
