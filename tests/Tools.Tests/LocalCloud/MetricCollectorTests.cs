using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.LocalCloud;

public sealed class MetricCollectorTests
{
    private const long Now = 1_800_000_000;
    private static readonly FakeTimeProvider s_time = new(DateTimeOffset.FromUnixTimeSeconds(Now));

    [Fact]
    public void TryAddEmbedded_SeveralDirectivesAndSets_AddsEachValueToEachSet()
    {
        var metrics = new MetricCollector(s_time);

        bool taken = metrics.TryAddEmbedded(
            """
            {"_aws":{"Timestamp":1800000000000,"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[[],["S"],["S","T"]],"Metrics":[{"Name":"M"},{"Name":"Absent"}]},{"Namespace":"B","Dimensions":[[]],"Metrics":[{"Name":"N"}]}]},"S":"s","T":"t","M":[1,3.5],"N":-2}
            """);

        Assert.True(taken);
        Assert.Equal(new MetricStatistics(2, 4.5, 1, 3.5, 3.5), metrics.Get("A", "M"));
        Assert.Equal(4.5, metrics.Get("A", "M", "S=s").Sum);
        Assert.Equal(4.5, metrics.Get("A", "M", "S=s,T=t").Sum);
        Assert.Equal(-2, metrics.Get("B", "N").Minimum);
        Assert.Equal(4, metrics.Snapshot().Count);
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("""{"level":"info","message":"no metrics"}""")]
    [InlineData("""{"note":"mentions \"_aws\" only"}""")]
    public void TryAddEmbedded_OrdinaryLine_IsLeftToTheLog(string line) => Assert.False(new MetricCollector(s_time).TryAddEmbedded(line));

    [Theory]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[["Missing"]],"Metrics":[{"Name":"M"}]}]},"M":1}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[[]],"Metrics":[{"Name":"M"}]}]},"M":"text"}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":{}},"M":1}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[""")]
    public void TryAddEmbedded_InvalidDocument_IsCounted(string line)
    {
        var metrics = new MetricCollector(s_time);

        Assert.True(metrics.TryAddEmbedded(line));

        Assert.Equal(1, metrics.MalformedCount);
    }

    [Fact]
    public void ValueAdded_EveryValue_IsTold()
    {
        var metrics = new MetricCollector(s_time);
        var values = new List<double>();
        metrics.ValueAdded += (key, value) => values.Add(key == new MetricKey("N", "A", "") ? value : double.NaN);
        metrics.Add("N", "A", "", 1.5);
        metrics.Add("N", "A", "", 2.5);
        Assert.Equal([1.5, 2.5], values);
    }

    [Fact]
    public void Add_MoreMetricsThanTheBound_KeepsTheFirstAndCountsTheRest()
    {
        var metrics = new MetricCollector(s_time);
        for (int i = 0; i < MetricCollector.SeriesMax; i++)
        {
            metrics.Add("N", $"M{i}", "", 1);
        }

        Assert.Equal(0, metrics.DroppedCount);
        metrics.Add("N", "one more", "", 1);
        metrics.Add("N", "M0", "", 1);

        Assert.Equal(1, metrics.DroppedCount);
        Assert.Equal(2, metrics.Get("N", "M0").SampleCount);
        Assert.Equal(MetricCollector.SeriesMax, metrics.Snapshot().Count);
    }

    [Fact]
    public void TryAddEmbedded_DimensionsInAnyOrder_AreOneMetric()
    {
        var metrics = new MetricCollector(s_time);
        foreach (string set in (string[])["""["T","S"]""", """["S","T"]"""])
        {
            Assert.True(metrics.TryAddEmbedded($$"""{"_aws":{"Timestamp":1800000000000,"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[{{set}}],"Metrics":[{"Name":"M"}]}]},"S":"s","T":"t","M":1}"""));
        }

        Assert.Equal(2, metrics.Get("A", "M", "S=s,T=t").SampleCount);
    }

    [Fact]
    public void Read_ByPeriod_HasEveryValueOnceAtItsTime()
    {
        var metrics = new MetricCollector(s_time);
        var key = new MetricKey("N", "A", "");
        var random = new Random(3);
        (long Second, double Value)[] added = [.. Enumerable.Range(0, 5_000).Select(_ => (Now - random.Next(7_200), (double)random.Next(1, 50)))];
        foreach ((long second, double value) in added)
        {
            metrics.Add(key, second, value, 1);
        }

        foreach (int period in (int[])[1, 10, 60, 300])
        {
            var expected = added.Where(a => a.Second >= Now - 3600 && a.Second < Now).GroupBy(a => a.Second - (a.Second % period)).OrderBy(g => g.Key).ToList();
            IReadOnlyList<MetricPoint> points = metrics.Read(key, Now - 3600, Now, period);
            Assert.Equal(expected.Select(g => (g.Key, (long)g.Count(), g.Sum(a => a.Value), g.Max(a => a.Value))), points.Select(p => (p.StartSeconds, p.Values.SampleCount, p.Values.Sum, p.Values.Maximum)));
            Assert.Equal(expected.Select(g => g.Select(a => a.Value).Order().ElementAt((int)Math.Ceiling(0.95 * g.Count()) - 1)), points.Select(p => p.Values.Percentile(0.95)));
        }
    }

    [Fact]
    public void Read_AfterHours_KnowsOldValuesByTheMinute_AndAfterWeeksNotAtAll()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Now));
        var metrics = new MetricCollector(time);
        var key = new MetricKey("N", "A", "");
        long minute = Now - (Now % 60);
        metrics.Add(key, minute, 1, 1);
        metrics.Add(key, minute + 1, 3, 2);
        Assert.Equal([minute, minute + 1], metrics.Read(key, 0, long.MaxValue, 1).Select(p => p.StartSeconds));

        time.Advance(TimeSpan.FromHours(4));
        metrics.Add(key, Now + (4 * 3600), 9, 1);
        MetricPoint[] later = [.. metrics.Read(key, 0, long.MaxValue, 1)];
        Assert.Equal([minute, Now + (4 * 3600)], later.Select(p => p.StartSeconds));
        Assert.Equal((3, 7.0, 3.0), (later[0].Values.SampleCount, later[0].Values.Sum, later[0].Values.Percentile(0.5)));

        time.Advance(TimeSpan.FromDays(15));
        metrics.Add(key, time.GetUtcNow().ToUnixTimeSeconds(), 1, 1);
        Assert.Equal(2, metrics.Read(key, 0, long.MaxValue, 60).Count);
        Assert.Equal(5, metrics.Get("N", "A").SampleCount);
    }

    [Theory]
    [InlineData(-15 * 86_400, 1.0)]
    [InlineData(3 * 3600, 1.0)]
    [InlineData(0, double.NaN)]
    [InlineData(0, double.PositiveInfinity)]
    public void Add_WhatCloudWatchDoesNotTake_IsCountedAsDropped(long fromNow, double value)
    {
        var metrics = new MetricCollector(s_time);
        metrics.Add(new MetricKey("N", "A", ""), Now + fromNow, value, 1);
        Assert.Equal((1, 0), (metrics.DroppedCount, metrics.Snapshot().Count));
    }

    [Fact]
    public void Add_MoreValuesThanTheBound_ForgetsTheOldestOfTheLargestMetric()
    {
        var metrics = new MetricCollector(s_time);
        var large = new MetricKey("N", "large", "");
        metrics.Add("N", "small", "", 1);
        for (int i = 0; i <= MetricCollector.EntriesMax; i++)
        {
            metrics.Add(large, Now - 9_000 + (i / 100), i % 100, 1);
        }

        Assert.InRange(metrics.DroppedCount, MetricCollector.EntriesMax / 3, MetricCollector.EntriesMax);
        IReadOnlyList<MetricPoint> points = metrics.Read(large, 0, long.MaxValue, 1);
        Assert.InRange(points.Sum(p => p.Values.SampleCount), 1, MetricCollector.EntriesMax);
        Assert.Equal(Now - 9_000 + (MetricCollector.EntriesMax / 100), points[^1].StartSeconds);
        Assert.Single(metrics.Read(new MetricKey("N", "small", ""), 0, long.MaxValue, 1));
    }

    [Fact]
    public void ValueDistribution_ManyValues_StaysSmallAndWithinOnePercent()
    {
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(i => i % 100 == 0 ? 0 : Math.Exp(random.NextDouble() * 12) * (i % 7 == 0 ? -1 : 1))];
        var whole = new ValueDistribution();
        var halves = new[] { new ValueDistribution(), new ValueDistribution() };
        for (int i = 0; i < values.Length; i++)
        {
            whole.Add(values[i]);
            halves[i % 2].Add(values[i]);
        }

        halves[0].Add(halves[1]);
        Array.Sort(values);
        foreach (ValueDistribution distribution in (ValueDistribution[])[whole, halves[0]])
        {
            Assert.InRange(distribution.EntryCount, 1, 3_000);
            Assert.Equal((values.Length, values[0], values[^1]), (distribution.SampleCount, distribution.Minimum, distribution.Maximum));
            foreach (double share in (double[])[0, 0.01, 0.14, 0.5, 0.9, 0.99, 1])
            {
                double exact = values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
                Assert.InRange(distribution.Percentile(share), exact - (0.0101 * Math.Abs(exact)), exact + (0.0101 * Math.Abs(exact)));
            }
        }
    }
}
