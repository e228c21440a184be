namespace LogFunctions.LocalCloud;

/// <summary>Statistics of CloudWatch over distributions of values.</summary>
public sealed class MetricStatisticTests
{
    [Theory]
    [InlineData("SampleCount", 100)]
    [InlineData("Sum", 5050)]
    [InlineData("Average", 50.5)]
    [InlineData("Minimum", 1)]
    [InlineData("Maximum", 100)]
    [InlineData("p50", 50)]
    [InlineData("p99", 99)]
    [InlineData("p99.9", 100)]
    [InlineData("tm90", 45.5)]
    [InlineData("TM(10%:90%)", 50.5)]
    [InlineData("TM(10:20)", 15.5)]
    [InlineData("TC(10:20)", 10)]
    [InlineData("TS(:10)", 55)]
    [InlineData("PR(:30)", 30)]
    [InlineData("PR(90:)", 10)]
    [InlineData("IQM", 50.5)]
    [InlineData("WM(:50%)", 37.75)]
    public void Of_OneToAHundred_IsKnown(string name, double expected)
    {
        var values = new ValueDistribution();
        foreach (int value in Enumerable.Range(1, 100))
        {
            values.Add(value);
        }

        Assert.True(MetricStatistic.TryParse(name, out MetricStatistic? statistic));
        Assert.Equal(expected, statistic.Of(values), 1e-9);
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("p")]
    [InlineData("p101")]
    [InlineData("TM(90%:10%)")]
    [InlineData("TM(:)")]
    [InlineData("PR(10%:20%)")]
    [InlineData("Median")]
    public void TryParse_WhatIsNone_IsRefused(string name) => Assert.False(MetricStatistic.TryParse(name, out _));

    /// <summary>Percentiles of counted values are those of the values one by one, in any split.</summary>
    [Fact]
    public void Percentiles_OfSplitDistributions_AreThoseOfTheWhole()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            double[] all = [.. Enumerable.Range(0, 400).Select(_ => (double)random.Next(1, 100))];
            var merged = new ValueDistribution();
            foreach (double[] part in all.Chunk(37))
            {
                var one = new ValueDistribution();
                foreach (IGrouping<double, double> group in part.GroupBy(value => value))
                {
                    one.Add(group.Key, group.Count());
                }

                merged.Add(one);
            }

            double[] sorted = [.. all.Order()];
            foreach (double percent in (double[])[1, 25, 50, 95, 99, 100])
            {
                Assert.True(MetricStatistic.TryParse($"p{percent}", out MetricStatistic? statistic));
                Assert.Equal(sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * all.Length) - 1)], statistic.Of(merged));
            }
        }
    }

    [Fact]
    public void Sets_HaveSums_ButNoPercentiles()
    {
        var values = new ValueDistribution();
        values.AddSet(10, 55, 1, 10);
        Assert.True(MetricStatistic.TryParse("Average", out MetricStatistic? average));
        Assert.True(MetricStatistic.TryParse("p50", out MetricStatistic? median));
        Assert.Equal(5.5, average!.Of(values));
        Assert.Equal(10, values.Maximum);
        Assert.True(double.IsNaN(median!.Of(values)));
    }

    [Theory]
    [InlineData("GET /a,b=c\\d", "x")]
    [InlineData("", "y")]
    [InlineData("=,\\", "z")]
    public void Dimensions_OfAnyText_ComeBack(string first, string second)
    {
        (string Name, string Value)[] dimensions = [("A=,\\", first), ("B", second)];
        Assert.Equal(dimensions, MetricDimensions.Parse(MetricDimensions.Format(dimensions.Reverse())));
        Assert.Empty(MetricDimensions.Parse(""));
    }
}
