using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>Demand by minute, and the backlog in seconds.</summary>
internal sealed record StreamDemand(DemandSeries Series, double BacklogSeconds)
{
    /// <summary>Nothing is known.</summary>
    public static StreamDemand None { get; } = new(new DemandSeries(0, [], 0), 0);

    /// <summary>Accepted and throttled records to accepted ones, in the newest known minute, 1 to 3.</summary>
    public double ThrottleFactor { get; init; } = 1;
}
