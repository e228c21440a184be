namespace LogFunctions.ShardScaler.Running;

/// <summary>What the shards of a stream received lately, in shards (1 = what one takes). Accepted only: what was throttled did not arrive.</summary>
internal sealed record StreamHeat
{
    /// <summary>Nothing is known.</summary>
    public static StreamHeat None { get; } = new();

    /// <summary>By open shard, over the last minute; empty unless every open one is known.</summary>
    public IReadOnlyDictionary<string, double> Loads { get; init; } = new Dictionary<string, double>();

    /// <summary>Of the whole stream by minute since the epoch: the last complete ones.</summary>
    public IReadOnlyDictionary<long, double> Minutes { get; init; } = new Dictionary<long, double>();

    /// <summary>Rate of the last half minute; NaN when it is not known.</summary>
    public double Recent { get; init; } = double.NaN;

    /// <summary>Age of the newest arrival, seconds; NaN when nothing is known.</summary>
    public double AgeSeconds { get; init; } = double.NaN;
}
