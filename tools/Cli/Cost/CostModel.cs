namespace LogFunctions.Cli.Cost;

/// <summary>
/// A month of 730 hours of this system, line by line: counts that follow from the workload, the meter's write units, and list prices. Free tiers, discounts, taxes
/// and data that leaves AWS are left out.
/// </summary>
/// <param name="prices">List prices.</param>
/// <param name="meter">Write units per shard.</param>
internal sealed class CostModel(PriceList prices, MeterTable meter)
{
    /// <summary>Hours of a month, as AWS reckons.</summary>
    public const double HoursPerMonth = 730;

    /// <summary>Seconds of that month.</summary>
    public const double SecondsPerMonth = HoursPerMonth * 3600;

    // docs/performance.md: a batch of 500 lines takes 0.65 ms as deployed, most of it the put's client; DynamoDB's own answer is assumed at 8 ms.
    private const double MillisecondsPerBatch = 9;
    private const double LinesPerMillisecond = 1_000;

    // One line of embedded metrics (under 700 bytes) and Lambda's own START, END and REPORT.
    private const double LogBytesPerInvocation = 1_100;

    // What one invocation can carry: 6 MB of JSON in which payloads are base64.
    private const double PayloadBytesPerInvocation = 4.4e6;

    // Metrics of the function without endpoints, and by reason of rejection.
    private const int FixedMetrics = 20;

    private const int MetricsPerEndpoint = 4;

    /// <summary>The bill of a month.</summary>
    public IReadOnlyList<CostLine> Month(Workload work) => [.. Stream(work), .. Functions(work), .. Tables(work), .. Watching(work)];

    /// <summary>Kinesis alone.</summary>
    public IEnumerable<CostLine> Stream(Workload work)
    {
        int shards = work.PaidShards;
        yield return Line("kinesis.shard", shards == 1 ? "one" : $"{shards} of them", shards * HoursPerMonth);
        double unitsPerRecord = Math.Max(1, Math.Ceiling(work.RecordBytes / 25_600));
        yield return Line("kinesis.put-units", $"records of {work.RecordBytes / 1_000:0.##} KB", work.RecordsPerSecond * unitsPerRecord * SecondsPerMonth);
        if (work.RetentionHours > 24)
        {
            yield return Line("kinesis.retention", $"{Math.Min(work.RetentionHours, 168)} hours instead of 24", shards * HoursPerMonth);
        }

        if (work.RetentionHours > 168)
        {
            yield return Line("kinesis.retention-long", $"{work.RetentionHours} hours", work.BytesPerSecond * (work.RetentionHours - 168) * 3600 / 1e9);
        }
    }

    /// <summary>Writing and keeping the rows that one shard would write if it had all lines: what a system that merges before it writes pays, US dollars.</summary>
    public double RowsOfOneShard(Workload work)
    {
        double units = meter.PerShardSecond(work.Endpoints, work.LinesPerSecond, work.BatchingWindowSeconds).RowUnits;
        double storage = prices["dynamodb.storage"].UsdEach + prices["dynamodb.recovery"].UsdEach;
        return (units * SecondsPerMonth * prices["dynamodb.write-units"].UsdEach) + (StoredGigabytes(work, units) * storage);
    }

    private IEnumerable<CostLine> Functions(Workload work)
    {
        double invocations = InvocationsPerSecond(work) * SecondsPerMonth;
        double linesPerInvocation = work.LinesPerSecond * SecondsPerMonth / invocations;
        double milliseconds = MillisecondsPerBatch + (linesPerInvocation / LinesPerMillisecond);
        yield return Line("lambda.requests", $"a batch per shard and {Math.Max(work.BatchingWindowSeconds, 1)} s", invocations);
        yield return Line("lambda.gb-seconds", $"{milliseconds:0.#} ms a batch, {work.FunctionMemoryMb} MB", invocations * milliseconds / 1e3 * work.FunctionMemoryMb / 1024);
        yield return Line("logs.ingest", "metrics and Lambda's own lines", invocations * LogBytesPerInvocation / 1e9);
    }

    private IEnumerable<CostLine> Tables(Workload work)
    {
        int shards = work.PaidShards;
        MeterPoint shard = meter.PerShardSecond(work.Endpoints, work.LinesPerSecond / shards, work.BatchingWindowSeconds);
        double times = shards * SecondsPerMonth;
        yield return Line("dynamodb.write-units", "ledgers", shard.LedgerUnits * times);
        yield return Line("dynamodb.write-units", "ledgers of larger windows", shard.LargerWindowUnits * times);
        yield return Line("dynamodb.write-units", "rows and catalog", (shard.RowUnits + shard.CatalogUnits) * times);
        yield return Line("dynamodb.read-units", "the function's own reads", shard.ReadUnits * times);
        double gigabytes = StoredGigabytes(work, shard.RowUnits * shards);
        yield return Line("dynamodb.storage", $"rows, {work.MinuteRowDays} and {work.HourRowDays} days", gigabytes);
        yield return Line("dynamodb.recovery", "both tables", gigabytes);
        yield return Line("s3.puts", "files of rejected lines", shard.RejectFiles * times);
    }

    private IEnumerable<CostLine> Watching(Workload work)
    {
        int metrics = FixedMetrics + ((work.MetricEndpoints + 1) * MetricsPerEndpoint);
        yield return Line("cloudwatch.metrics", $"{FixedMetrics} of the functions, {MetricsPerEndpoint} each of {work.MetricEndpoints} endpoints and of all", metrics);
        yield return Line("cloudwatch.requests", "a call per shard and minute", work.PaidShards * SecondsPerMonth / 60);
    }

    private static double InvocationsPerSecond(Workload work)
    {
        double byTime = work.PaidShards / (double)Math.Max(work.BatchingWindowSeconds, 1);
        double bySize = work.BytesPerSecond / PayloadBytesPerInvocation;
        const double Sweeps = 1.0 / 60;
        return Math.Max(byTime, bySize) + Sweeps;
    }

    /// <summary>Rows live as long as their size of window; a write unit is at most a kilobyte, so this is an upper bound.</summary>
    private static double StoredGigabytes(Workload work, double rowUnitsPerSecond)
    {
        const double HourShare = 1.0 / 61;
        double days = (work.MinuteRowDays * (1 - HourShare)) + (work.HourRowDays * HourShare);
        return rowUnitsPerSecond * 1_024 * days * 86_400 / 1e9;
    }

    private CostLine Line(string price, string what, double quantity) => new(prices[price].Service, what, quantity, prices[price]);
}
