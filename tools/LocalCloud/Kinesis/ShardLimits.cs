namespace LogFunctions.LocalCloud;

/// <summary>What a shard takes. Kinesis: 1,000 records/s and 1 MiB/s, whichever is reached first; smaller ones make a stream that is full at once.</summary>
/// <param name="RecordsPerSecond">Records in a second.</param>
/// <param name="BytesPerSecond">Bytes of data and partition keys in a second.</param>
public sealed record ShardLimits(double RecordsPerSecond, double BytesPerSecond)
{
    /// <summary>Those of the service.</summary>
    public static ShardLimits OfKinesis { get; } = new(1000, 1 << 20);
}
