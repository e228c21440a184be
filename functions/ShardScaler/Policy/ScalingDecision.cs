namespace LogFunctions.ShardScaler.Policy;

/// <summary>What holds an action back that the demand asks for.</summary>
internal enum HeldBack
{
    /// <summary>Nothing: the demand asks for nothing else, or the action is taken.</summary>
    None,

    /// <summary>The stream is being resharded.</summary>
    ReshardInProgress,

    /// <summary>Not until the hold window agrees.</summary>
    HoldWindow,

    /// <summary>No UpdateShardCount call is left.</summary>
    CallBudget,

    /// <summary>MAX_SHARDS.</summary>
    Maximum,

    /// <summary>MIN_SHARDS or a floor.</summary>
    Minimum,

    /// <summary>FROZEN.</summary>
    Frozen,

    /// <summary>No readable minute, or too few to shrink.</summary>
    MissingMetrics,

    /// <summary>More shards do not help.</summary>
    HotKey,
}

/// <summary>An action with its numbers, and why.</summary>
internal sealed record ScalingDecision
{
    /// <summary>What to do.</summary>
    public required ScalingAction Action { get; init; }

    /// <summary>In words, with numbers; also what was not done, and what holds it back.</summary>
    public required string Reason { get; init; }

    /// <summary>What holds back another action; None when nothing does.</summary>
    public HeldBack HeldBack { get; init; }

    /// <summary>Open shards now.</summary>
    public int OpenShards { get; init; }

    /// <summary>Shards the policy wants; equal to <see cref="OpenShards"/> when it wants no change.</summary>
    public int TargetShards { get; init; }

    /// <summary>Demand of the newest readable minutes in shards, accepted and throttled.</summary>
    public double DemandShards { get; init; }

    /// <summary>Spare share above the demand that the measured variability asks for, 0.1 and more.</summary>
    public double Margin { get; init; }

    /// <summary>UpdateShardCount calls left in the rolling day.</summary>
    public int CallsLeft { get; init; }

    /// <summary>The demand needs more than the maximum; this many.</summary>
    public int? NeedsBeyondMaximum { get; init; }

    /// <summary>Backtest of the forecast; null before there is one.</summary>
    public ForecastQuality? Forecast { get; init; }
}
