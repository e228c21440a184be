using System.Globalization;
using LogFunctions.LocalCloud.CloudWatch.MetricMath;
using LogFunctions.LocalCloud.CloudWatch.Queries;

namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>
/// What an alarm says of the metrics at a moment. Its periods end with the last whole minute (a shorter period: with the last whole one), and it looks
/// two further back than it needs, as CloudWatch does: values that come late are then judged instead of missed. The newest EvaluationPeriods values that are there count; where there are fewer, the missing ones count as
/// TreatMissingData says.
/// </summary>
internal static class AlarmEvaluator
{
    private const int SparePeriods = 2;

    /// <param name="alarm">The alarm.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="nowSeconds">The present, Unix seconds.</param>
    /// <param name="before">What it said before; what it stays at where missing data is ignored.</param>
    public static (AlarmValue Value, string Reason) Evaluate(AlarmDefinition alarm, MetricCollector metrics, long nowSeconds, AlarmValue before)
    {
        long end = nowSeconds - (nowSeconds % Math.Min(alarm.PeriodSeconds, 60));
        var range = new TimeRange(end - ((long)(alarm.EvaluationPeriods + SparePeriods) * alarm.PeriodSeconds), end, alarm.PeriodSeconds) { OriginSeconds = end };
        IReadOnlyList<bool> breaches;
        DataPoint? newest;
        try
        {
            (breaches, newest) = Compare(alarm, new MetricQueries(alarm.Queries, metrics), range);
        }
        catch (MathException error)
        {
            return (AlarmValue.InsufficientData, $"It cannot be evaluated: {error.Message}");
        }

        int breaching = breaches.Count(breach => breach);
        int missing = alarm.EvaluationPeriods - breaches.Count;
        string what = newest is { } point
            ? string.Create(CultureInfo.InvariantCulture, $"{breaching} of the last {alarm.EvaluationPeriods} values breach ({alarm.Comparison} {Limit(alarm)}); the newest is {point.Value:0.###}, {missing} are missing.")
            : $"There are no values in {alarm.EvaluationPeriods + SparePeriods} periods.";
        return (Judge(alarm, breaching, missing, before), what);
    }

    private static AlarmValue Judge(AlarmDefinition alarm, int breaching, int missing, AlarmValue before)
    {
        bool isEmpty = missing == alarm.EvaluationPeriods;
        return alarm.MissingData switch
        {
            "breaching" => breaching + missing >= alarm.DatapointsToAlarm ? AlarmValue.Alarm : AlarmValue.Ok,
            "notBreaching" => breaching >= alarm.DatapointsToAlarm ? AlarmValue.Alarm : AlarmValue.Ok,
            _ when breaching >= alarm.DatapointsToAlarm => AlarmValue.Alarm,
            "ignore" => isEmpty ? before : AlarmValue.Ok,
            _ => isEmpty ? AlarmValue.InsufficientData : AlarmValue.Ok,
        };
    }

    private static (IReadOnlyList<bool> Breaches, DataPoint? Newest) Compare(AlarmDefinition alarm, MetricQueries source, TimeRange range)
    {
        IReadOnlyList<TimeSeries> series = source.Series(alarm.Watched, range);
        if (series.Count > 1)
        {
            throw new MathException("an alarm watches one series, not several");
        }

        DataPoint[] points = series.Count == 0 ? [] : [.. series[0].Points.TakeLast(alarm.EvaluationPeriods)];
        Func<long, (double High, double Low)?> threshold = Thresholds(alarm, source, range);
        return ([.. points.Select(point => threshold(point.Seconds) is { } bounds && Breaches(alarm.Comparison, point.Value, bounds.High, bounds.Low))], points.Length == 0 ? null : points[^1]);
    }

    private static Func<long, (double High, double Low)?> Thresholds(AlarmDefinition alarm, MetricQueries source, TimeRange range)
    {
        if (alarm.ThresholdQueryId is not { } id)
        {
            return _ => (alarm.Threshold, alarm.Threshold);
        }

        IReadOnlyList<TimeSeries> band = source.Series(alarm.Queries.First(query => query.Id == id), range);
        Dictionary<long, double> high = band.Count > 0 ? band[0].ByTime() : [];
        Dictionary<long, double> low = band.Count > 1 ? band[1].ByTime() : high;
        return seconds => high.TryGetValue(seconds, out double top) && low.TryGetValue(seconds, out double bottom) ? (top, bottom) : null;
    }

    private static bool Breaches(string comparison, double value, double high, double low) => comparison switch
    {
        "GreaterThanOrEqualToThreshold" => value >= high,
        "GreaterThanThreshold" or "GreaterThanUpperThreshold" => value > high,
        "LessThanThreshold" or "LessThanLowerThreshold" => value < low,
        "LessThanOrEqualToThreshold" => value <= low,
        "LessThanLowerOrGreaterThanUpperThreshold" => value < low || value > high,
        _ => throw new MathException($"there is no comparison {comparison}"),
    };

    private static string Limit(AlarmDefinition alarm) => alarm.ThresholdQueryId ?? alarm.Threshold.ToString(CultureInfo.InvariantCulture);
}
