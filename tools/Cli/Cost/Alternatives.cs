namespace LogFunctions.Cli.Cost;

/// <summary>
/// The same job done in the ways that are usually proposed, at list prices, with assumptions that favour them. The stream is the same where they need one.
/// </summary>
/// <param name="prices">List prices.</param>
/// <param name="model">This system.</param>
internal sealed class Alternatives(PriceList prices, CostModel model)
{
    // A unit of Flink (1 vCPU, 4 GB) is given what our function does a hundred times over; no published figure promises so much.
    private const double FlinkLinesPerUnit = 50_000;

    // An index of the raw lines for a week, as large as the lines themselves.
    private const double IndexDays = 7;
    private const double IndexLinesPerUnit = 20_000;

    private const double MonthSeconds = CostModel.SecondsPerMonth;

    /// <summary>All of them, this system first.</summary>
    public IReadOnlyList<Alternative> All(Workload work)
    {
        double stream = model.Stream(work).Sum(line => line.Usd);
        double ours = model.Month(work).Sum(line => line.Usd);
        double gigabytes = work.BytesPerSecond * MonthSeconds / 1e9;
        return
        [
            new("this system", ours, "exact", "as listed above"),
            new("this system, on-demand stream (standard)", ours - stream + OnDemand(work), "exact", "records are rounded up to 1 KB"),
            new("this system, on-demand stream (advantage)", ours - stream + Advantage(work), "exact", "25 MiB/s are paid for at least, once per account and region"),
            new("a Lambda that adds to a row per line", stream + PerLine(work, 2), "counts repeat with every retry", "two rows (minute, hour) of one write unit a line; the Lambda not counted"),
            new("a Lambda with a transaction per line", stream + PerLine(work, 6), "exact while the markers live", "the same two rows and a marker, at twice the price; the Lambda not counted"),
            new("Managed Flink", stream + Flink(work) + model.RowsOfOneShard(work), "exact with idempotent rows", $"{FlinkLinesPerUnit:N0} lines/s a unit, one more to orchestrate; the rows of one shard to DynamoDB"),
            new("Firehose and OpenSearch Serverless", stream + Search(work, gigabytes), "at least once", $"{IndexDays} days, {IndexLinesPerUnit:N0} lines/s a unit, no replica; records rounded up to 5 KB"),
            new("CloudWatch Logs and metric filters", MetricFilters(work, gigabytes), "at least once; no sums over percentiles", "no stream; the lines' uncompressed size would be paid"),
        ];
    }

    private static double RoundedGigabytes(Workload work, double stepBytes) =>
        work.RecordsPerSecond * Math.Ceiling(work.RecordBytes / stepBytes) * stepBytes * MonthSeconds / 1e9;

    private double OnDemand(Workload work) =>
        (CostModel.HoursPerMonth * prices["kinesis.on-demand-hour"].Usd)
        + (RoundedGigabytes(work, 1_024) * (prices["kinesis.on-demand-in"].Usd + prices["kinesis.on-demand-out"].Usd));

    private double Advantage(Workload work)
    {
        double least = 25.0 * 1_048_576 * MonthSeconds / 1e9;
        double gigabytes = Math.Max(least, RoundedGigabytes(work, 1_024));
        return gigabytes * (prices["kinesis.advantage-in"].Usd + prices["kinesis.advantage-out"].Usd);
    }

    private double PerLine(Workload work, double writeUnits) =>
        work.LinesPerSecond * MonthSeconds * writeUnits * prices["dynamodb.write-units"].UsdEach;

    private double Flink(Workload work)
    {
        double units = 1 + Math.Ceiling(work.LinesPerSecond / FlinkLinesPerUnit);
        return (units * CostModel.HoursPerMonth * prices["flink.kpu"].Usd) + ((units - 1) * 50 * prices["flink.storage"].Usd);
    }

    private double Search(Workload work, double gigabytes)
    {
        double units = 1 + Math.Ceiling(work.LinesPerSecond / IndexLinesPerUnit);
        return (RoundedGigabytes(work, 5_120) * prices["firehose.in"].Usd)
            + (Math.Max(2, units) * CostModel.HoursPerMonth * prices["opensearch.ocu"].Usd)
            + (gigabytes * IndexDays / 30.4 * prices["opensearch.storage"].Usd);
    }

    private double MetricFilters(Workload work, double gigabytes) =>
        (gigabytes * prices["logs.ingest"].Usd) + (work.Endpoints * 4 * prices["cloudwatch.metrics"].Usd);
}
