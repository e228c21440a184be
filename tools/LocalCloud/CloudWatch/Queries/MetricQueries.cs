using LogFunctions.LocalCloud.CloudWatch.MetricMath;

namespace LogFunctions.LocalCloud.CloudWatch.Queries;

/// <summary>Queries that belong together, evaluated over the local metrics. For one use: what was read is kept.</summary>
internal sealed class MetricQueries(IReadOnlyList<MetricQuery> queries, MetricCollector metrics) : IMetricSource
{
    /// <summary>Metrics that one search finds at most, as in CloudWatch.</summary>
    public const int SearchMax = 500;

    private readonly Dictionary<string, MetricQuery> _queries = queries.ToDictionary(query => query.Id, StringComparer.Ordinal);
    private readonly Dictionary<(string Id, TimeRange Range), MathValue> _known = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public IReadOnlyList<string> MetricIds => [.. queries.Where(query => query.Metric is not null).Select(query => query.Id)];

    /// <summary>The series of one query: one of a metric, any number of an expression.</summary>
    /// <exception cref="MathException">The expression does not fit, or is a number only.</exception>
    public IReadOnlyList<TimeSeries> Series(MetricQuery query, TimeRange range)
    {
        MathValue value = Resolve(query.Id, range);
        return value is NumberValue
            ? throw new MathException($"'{query.Expression!.Text}' is a number; a query returns series (TIME_SERIES makes one of it)")
            : value.AllSeries;
    }

    public MathValue Resolve(string id, TimeRange range)
    {
        if (!_queries.TryGetValue(id, out MetricQuery? query))
        {
            throw new MathException($"there is no query '{id}'");
        }

        TimeRange own = range with { PeriodSeconds = PeriodOf(query, range) };
        if (_known.TryGetValue((id, own), out MathValue? known))
        {
            return known;
        }

        if (!_open.Add(id))
        {
            throw new MathException($"the query '{id}' leads back to itself");
        }

        MathValue value = query.Metric is { } metric ? MathValue.Of(Read(metric, query.Statistic!, own)) : query.Expression!.Evaluate(this, own);
        _open.Remove(id);
        _known[(id, own)] = value;
        return value;
    }

    public IReadOnlyList<TimeSeries> Search(MetricSearch search, string statistic, TimeRange range)
    {
        if (!MetricStatistic.TryParse(statistic, out MetricStatistic? read))
        {
            throw new MathException($"'{statistic}' is no statistic");
        }

        MetricKey[] found = [.. metrics.Keys().Where(search.Finds).OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Dimensions, StringComparer.Ordinal).Take(SearchMax)];
        bool isOneName = found.Select(key => key.Name).Distinct(StringComparer.Ordinal).Count() < 2;
        return [.. found.Select(key => Read(key, read, range) with { Label = LabelOf(key, isOneName) }).Where(series => series.Points.Count > 0)];
    }

    // What tells it from the others that were found.
    private static string LabelOf(MetricKey key, bool isOneName)
    {
        string values = string.Join(' ', MetricDimensions.Parse(key.Dimensions).Select(dimension => dimension.Value));
        return values.Length == 0 ? key.Name : isOneName ? values : $"{values} {key.Name}";
    }

    private TimeSeries Read(MetricKey key, MetricStatistic statistic, TimeRange range)
    {
        long first = range.Periods(range.PeriodSeconds).FirstOrDefault(range.EndSeconds);
        var points = metrics.Read(key, first, range.EndSeconds, range.PeriodSeconds, range.OriginSeconds)
            .Select(point => new DataPoint(point.StartSeconds, statistic.Of(point.Values)))
            .Where(point => double.IsFinite(point.Value));
        return new TimeSeries("", range.PeriodSeconds, [.. points]) { Metric = key, Statistic = statistic.Name };
    }

    // Of an expression that says none: the longest of what it names.
    private int PeriodOf(MetricQuery query, TimeRange range, int depth = 0) =>
        query.PeriodSeconds > 0 ? query.PeriodSeconds
        : query.Expression is null || depth > queries.Count ? range.PeriodSeconds
        : query.Expression.Ids.Where(_queries.ContainsKey).Select(id => PeriodOf(_queries[id], range, depth + 1)).DefaultIfEmpty(range.PeriodSeconds).Max();
}
