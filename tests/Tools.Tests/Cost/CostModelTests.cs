using CsCheck;
using LogFunctions.Cli.Cost;

namespace LogFunctions.Tools.Tests.Cost;

public sealed class CostModelTests
{
    private static readonly CostModel s_model = new(PriceList.Load(), MeterTable.Load());

    private static readonly Gen<Workload> s_workloads =
        from lines in Gen.Double[1, 200_000]
        from bytes in Gen.Double[50, 2_000]
        from packing in Gen.Double[1, 100]
        from endpoints in Gen.Int[1, 3_000]
        from batching in Gen.Int[1, 60]
        from retention in Gen.Int[24, 2_000]
        select new Workload
        {
            LinesPerSecond = lines,
            LineBytes = bytes,
            LinesPerRecord = packing,
            Endpoints = endpoints,
            BatchingWindowSeconds = batching,
            RetentionHours = retention,
        };

    [Fact]
    public void MoreOfAnything_IsNeverCheaper() => s_workloads.Sample(work =>
    {
        double now = Total(work);
        double slack = now * 1e-9;
        Assert.True(Total(work with { LinesPerSecond = work.LinesPerSecond * 1.5 }) >= now - slack, "lines");
        Assert.True(Total(work with { RetentionHours = work.RetentionHours + 24 }) >= now - slack, "retention");
        Assert.True(Total(work with { MetricEndpoints = work.MetricEndpoints + 1 }) >= now - slack, "metrics");
        Assert.True(Total(work with { Endpoints = work.Endpoints * 2 }) >= now - slack, "endpoints");
        Assert.True(Total(work with { Shards = work.PaidShards + 1 }) >= now - slack, "shards");
    });

    [Fact]
    public void Lines_AreAllFiniteAndOfThePricesNamed() => s_workloads.Sample(work =>
    {
        Assert.All(s_model.Month(work), line => Assert.True(double.IsFinite(line.Usd) && line.Usd >= 0, line.Price.Id));
        Assert.True(work.PaidShards >= work.NeededShards(1));
    });

    [Fact]
    public void Stream_OfTheDocumentedExample_CostsWhatTheListSays()
    {
        var work = new Workload { LinesPerSecond = 1_000, LineBytes = 250, LinesPerRecord = 100, Shards = 2, RetentionHours = 48 };
        Assert.Equal(
            [2 * 730 * 0.015, 10 * 730 * 3_600 * 0.014 / 1e6, 2 * 730 * 0.020],
            s_model.Stream(work).Select(line => Math.Round(line.Usd, 9)));
    }

    [Fact]
    public void Meter_AtItsOwnPoints_GivesWhatItCounted()
    {
        MeterPoint point = MeterTable.Parse(Grid()).PerShardSecond(500, 1_000, 5);
        Assert.Equal(0.055, point.LedgerUnits, 9);
        Assert.Equal(0.001, point.LargerWindowUnits, 9);
        Assert.Equal(0.056 + 0.003 + 0.004, point.WriteUnits, 9);
    }

    [Fact]
    public void Meter_BeyondItsEndpointsAndUnderItsLines_StaysAtTheEdge()
    {
        MeterTable table = MeterTable.Load();
        Assert.Equal(table.PerShardSecond(2_000, 1_000, 5), table.PerShardSecond(100_000, 1_000, 5));
        Assert.Equal(table.PerShardSecond(32, 100, 5), table.PerShardSecond(32, 1, 5));
        Assert.True(table.PerShardSecond(32, 1_000, 60).LedgerUnits < table.PerShardSecond(32, 1_000, 10).LedgerUnits);
    }

    [Fact]
    public void Meter_OfATableWithAHole_IsRefused()
    {
        string hole = string.Join('\n', Grid().Split('\n').SkipLast(1));
        Assert.Contains("--write-units", Assert.Throws<FormatException>(() => MeterTable.Parse(hole)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Alternatives_OfLittleTraffic_AreAllDearerThanAPennyAndOursIsFirst()
    {
        IReadOnlyList<Alternative> all = new Alternatives(PriceList.Load(), s_model).All(new Workload());
        Assert.Equal("this system", all[0].Name);
        Assert.Equal(Total(new Workload()), all[0].Usd, 9);
        Assert.All(all, other => Assert.True(other.Usd > 1));
    }

    private static double Total(Workload work) => s_model.Month(work).Sum(line => line.Usd);

    private static string Grid() => string.Join('\n',
        from endpoints in new[] { 32, 500 }
        from rate in new[] { 100, 1_000 }
        from batching in new[] { 1, 5 }
        select $"| {endpoints} endpoints | {rate} | {batching} | {(endpoints == 500 && rate == 1_000 && batching == 5 ? 55 : 77)} | 5.5 | 1 | 3 | 4 | 0 | 5 | 6 | 0 | 0 |");
}
