namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>What the gateway is asked for.</summary>
internal sealed record GatewayOptions
{
    /// <summary>What a shard takes; null (default) = as much as the emulator can.</summary>
    public ShardLimits? Limits { get; init; }

    /// <summary>Calls that fail.</summary>
    public IReadOnlyList<KinesisFault> Faults { get; init; } = [];

    /// <summary>An UpdateShardCount lasts at least so long.</summary>
    public TimeSpan UpdateDuration { get; init; }

    /// <summary>Open shards that a stream may have; the service's limit is 10,000.</summary>
    public int ShardQuota { get; init; } = 10_000;

    /// <summary>Named in messages.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>Of the faults.</summary>
    public int Seed { get; init; } = 1;
}
