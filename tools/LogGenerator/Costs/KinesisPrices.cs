namespace LogFunctions.LogGenerator.Costs;

/// <summary>
/// Kinesis Data Streams list prices, US dollars, region us-east-1. Source: the public AWS price list (aws.amazon.com/kinesis/data-streams/pricing,
/// offer AmazonKinesis), copy of <see cref="AsOf"/>. Other regions differ, prices change: look them up before quoting.
/// </summary>
public static class KinesisPrices
{
    /// <summary>Month of the copy.</summary>
    public const string AsOf = "2026-09";

    /// <summary>Region of the prices.</summary>
    public const string Region = "us-east-1";

    /// <summary>Provisioned: per shard and hour.</summary>
    public const decimal ShardHour = 0.015m;

    /// <summary>Provisioned: per million PUT payload units of 25 KB, started ones count.</summary>
    public const decimal MillionPayloadUnits = 0.014m;

    /// <summary>On-demand standard: per stream and hour.</summary>
    public const decimal OnDemandStreamHour = 0.04m;

    /// <summary>On-demand standard: per GB in, each record rounded up to 1 KB.</summary>
    public const decimal OnDemandGigabyteIn = 0.08m;

    /// <summary>On-demand standard: per GB out, per consumer that shares the throughput.</summary>
    public const decimal OnDemandGigabyteOut = 0.04m;
}
