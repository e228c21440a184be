namespace LogFunctions.ShardScaler.Running;

/// <summary>What counts as one full shard. Kinesis: 1,000 records/s and 1 MiB/s, whichever is reached first.</summary>
internal readonly record struct ShardCapacity(double RecordsPerSecond, double BytesPerSecond)
{
    /// <summary>Of the service.</summary>
    public static ShardCapacity OfKinesis { get; } = new(1000, 1 << 20);

    /// <summary>A load in shards.</summary>
    /// <param name="records">That came in the time.</param>
    /// <param name="bytes">That came in the time.</param>
    /// <param name="seconds">The time.</param>
    public double Load(double records, double bytes, double seconds) => Math.Max(records / RecordsPerSecond, bytes / BytesPerSecond) / seconds;
}
