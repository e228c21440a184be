namespace LogFunctions.LocalCloud;

public sealed class MetricCollectorTests
{
    [Fact]
    public void TryAddEmbedded_SeveralDirectivesAndSets_AddsEachValueToEachSet()
    {
        var metrics = new MetricCollector();

        bool taken = metrics.TryAddEmbedded(
            """
            {"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[[],["S"],["S","T"]],"Metrics":[{"Name":"M"},{"Name":"Absent"}]},{"Namespace":"B","Dimensions":[[]],"Metrics":[{"Name":"N"}]}]},"S":"s","T":"t","M":[1,3.5],"N":-2}
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
    public void TryAddEmbedded_OrdinaryLine_IsLeftToTheLog(string line) => Assert.False(new MetricCollector().TryAddEmbedded(line));

    [Theory]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[["Missing"]],"Metrics":[{"Name":"M"}]}]},"M":1}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"A","Dimensions":[[]],"Metrics":[{"Name":"M"}]}]},"M":"text"}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":{}},"M":1}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[""")]
    public void TryAddEmbedded_InvalidDocument_IsCounted(string line)
    {
        var metrics = new MetricCollector();

        Assert.True(metrics.TryAddEmbedded(line));

        Assert.Equal(1, metrics.MalformedCount);
    }

    [Fact]
    public void ValueAdded_EveryValue_IsTold()
    {
        var metrics = new MetricCollector();
        var values = new List<double>();
        metrics.ValueAdded += (key, value) => values.Add(key == new MetricKey("N", "A", "") ? value : double.NaN);
        metrics.Add("N", "A", "", 1.5);
        metrics.Add("N", "A", "", 2.5);
        Assert.Equal([1.5, 2.5], values);
    }

    [Fact]
    public void Add_MoreMetricsThanTheBound_KeepsTheFirstAndCountsTheRest()
    {
        var metrics = new MetricCollector();
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
}
