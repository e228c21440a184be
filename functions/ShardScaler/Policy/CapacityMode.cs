namespace LogFunctions.ShardScaler.Policy;

/// <summary>Capacity mode of the stream.</summary>
internal enum CapacityMode
{
    /// <summary>Shards are ours to count.</summary>
    Provisioned,

    /// <summary>The service counts them.</summary>
    OnDemand,

    /// <summary>As on-demand, and warm throughput may be set.</summary>
    OnDemandAdvantage,
}
