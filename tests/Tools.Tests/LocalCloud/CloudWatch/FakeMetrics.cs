namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Series by id, all of them metrics of minutes.</summary>
internal sealed class FakeMetrics(params (string Id, double?[] Values)[] series) : IMetricSource
{
    public const int Period = 60;

    public IReadOnlyList<string> MetricIds => [.. series.Select(item => item.Id)];

    public static TimeRange Range(int periods) => new(0, periods * Period, Period);

    public static TimeSeries Series(string label, params double?[] values) =>
        new(label, Period, [.. values.Select((value, index) => (value, index)).Where(item => item.value is not null).Select(item => new DataPoint(item.index * Period, item.value!.Value))]);

    public MathValue Resolve(string id, TimeRange range)
    {
        TimeSeries all = Series(id, series.FirstOrDefault(item => item.Id == id).Values ?? throw new MathException($"there is no query '{id}'"));
        return MathValue.Of(all with { Points = [.. all.Points.Where(point => point.Seconds >= range.StartSeconds && point.Seconds < range.EndSeconds)] });
    }

    public IReadOnlyList<TimeSeries> Search(MetricSearch search, string statistic, TimeRange range) =>
        [.. series.Where(item => search.Finds(new MetricKey("N", item.Id, ""))).Select(item => Series(item.Id, item.Values))];

    public MathValue Evaluate(string expression, int periods) => MetricExpression.Parse(expression).Evaluate(this, Range(periods));

    /// <summary>The values of the only series, null where a period has none.</summary>
    public double?[] Values(string expression, int periods)
    {
        TimeSeries only = Assert.Single(Evaluate(expression, periods).AllSeries);
        Dictionary<long, double> known = only.ByTime();
        return [.. Enumerable.Range(0, periods).Select(index => known.TryGetValue(index * Period, out double value) ? value : (double?)null)];
    }
}
