using LogFunctions.LogGenerator.Sinks;

namespace LogFunctions.LogGenerator.Costs;

/// <summary>What a million lines cost in Kinesis, packed as they were in a run, in US dollars.</summary>
/// <param name="ProvisionedPuts">Provisioned mode: PUT payload units.</param>
/// <param name="ProvisionedShards">Provisioned mode: hours of the shards that the rate of the run needs, each filled to the brim.</param>
/// <param name="OnDemand">On-demand mode: bytes in, and out to one consumer; without the stream hours.</param>
/// <param name="LinesPerRecord">Average packing.</param>
/// <param name="BytesPerRecord">Average record, key included.</param>
public sealed record KinesisCost(decimal ProvisionedPuts, decimal ProvisionedShards, decimal OnDemand, double LinesPerRecord, double BytesPerRecord)
{
    private const decimal Million = 1_000_000m;
    private const decimal ShardBytesPerSecond = 1 << 20;
    private const decimal ShardRecordsPerSecond = 1_000;
    private const decimal KilobytesPerGigabyte = 1 << 20;

    /// <summary>Provisioned mode altogether.</summary>
    public decimal Provisioned => ProvisionedPuts + ProvisionedShards;

    /// <summary>The cost of a run's packing; null when nothing was put.</summary>
    public static KinesisCost? Of(SinkCounters counters)
    {
        if (counters.Records == 0 || counters.Lines == 0)
        {
            return null;
        }

        decimal millions = counters.Lines / Million;
        // A shard takes 1 MiB/s and 1,000 records/s: whichever is used up first says how long a shard is busy.
        decimal shardSeconds = Math.Max(counters.RecordBytes / ShardBytesPerSecond, counters.Records / ShardRecordsPerSecond);
        decimal gigabytes = counters.RoundedKilobytes / KilobytesPerGigabyte;
        return new KinesisCost(
            counters.PayloadUnits / Million * KinesisPrices.MillionPayloadUnits / millions,
            shardSeconds / 3600 * KinesisPrices.ShardHour / millions,
            gigabytes * (KinesisPrices.OnDemandGigabyteIn + KinesisPrices.OnDemandGigabyteOut) / millions,
            (double)counters.Lines / counters.Records,
            (double)counters.RecordBytes / counters.Records);
    }
}
