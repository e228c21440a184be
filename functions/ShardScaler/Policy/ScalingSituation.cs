using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>Everything the policy looks at.</summary>
internal sealed record ScalingSituation
{
    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Demand by minute, up to eight days; the newest readable minute is its last.</summary>
    public required DemandSeries Demand { get; init; }

    /// <summary>Open shards, with their load where it is known; they cover the hash space once.</summary>
    public required IReadOnlyList<ShardLoad> Shards { get; init; }

    /// <summary>False while the stream is being resharded.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Capacity mode.</summary>
    public CapacityMode Mode { get; init; }

    /// <summary>Age of the oldest record not yet counted, in seconds; 0 when there is none.</summary>
    public double BacklogSeconds { get; init; }

    /// <summary>A plan that is being carried out step by step; null when there is none.</summary>
    public ReshardPlan? Plan { get; init; }

    /// <summary>Requests for a minimum.</summary>
    public IReadOnlyList<ScalingFloor> Floors { get; init; } = [];
}
