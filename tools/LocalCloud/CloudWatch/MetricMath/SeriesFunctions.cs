namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>The functions from series to series, and those that sum series up. Pure.</summary>
internal static class SeriesFunctions
{
    /// <summary>SUM AVG MIN MAX STDDEV DATAPOINT_COUNT of values; NaN of none, but 0 for sum and count.</summary>
    public static double Fold(string function, IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            return function is "SUM" or "DATAPOINT_COUNT" ? 0 : double.NaN;
        }

        double average = values.Average();
        return function switch
        {
            "SUM" => values.Sum(),
            "AVG" => average,
            "MIN" => values.Min(),
            "MAX" => values.Max(),
            "STDDEV" => Math.Sqrt(values.Sum(value => (value - average) * (value - average)) / values.Count),
            "DATAPOINT_COUNT" => values.Count,
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "There is no such function."),
        };
    }

    /// <summary>Several series as one: at each time, of the values that are there.</summary>
    public static TimeSeries Across(string function, IReadOnlyList<TimeSeries> items, int periodSeconds)
    {
        var points = items.SelectMany(series => series.Points)
            .GroupBy(point => point.Seconds)
            .OrderBy(group => group.Key)
            .Select(group => new DataPoint(group.Key, Fold(function, [.. group.Select(point => point.Value)])));
        return new TimeSeries("", items.Select(series => series.PeriodSeconds).DefaultIfEmpty(periodSeconds).Max(), [.. points]);
    }

    /// <summary>From each value and the one before it; the first has none.</summary>
    public static TimeSeries Steps(TimeSeries series, Func<DataPoint, DataPoint, double> step) =>
        series with { Points = [.. series.Points.Zip(series.Points.Skip(1), (before, point) => point with { Value = step(before, point) })] };

    public static TimeSeries RunningSum(TimeSeries series)
    {
        double sum = 0;
        return series.Map(point => sum += point.Value);
    }

    /// <summary>A value for each period of the range.</summary>
    /// <param name="series">What is there.</param>
    /// <param name="range">The time.</param>
    /// <param name="how">REPEAT or LINEAR; null = <paramref name="number"/>. Both leave out what lies before the first value, LINEAR also what lies behind the last.</param>
    /// <param name="number">The value.</param>
    public static TimeSeries Fill(TimeSeries series, TimeRange range, string? how, double number)
    {
        Dictionary<long, double> known = series.ByTime();
        var points = new List<DataPoint>();
        int next = 0;
        foreach (long start in range.Periods(series.PeriodSeconds))
        {
            while (next < series.Points.Count && series.Points[next].Seconds <= start)
            {
                next++;
            }

            double value = known.TryGetValue(start, out double there) ? there
                : how is null ? number
                : next == 0 ? double.NaN
                : how == "REPEAT" ? series.Points[next - 1].Value
                : next == series.Points.Count ? double.NaN
                : Between(series.Points[next - 1], series.Points[next], start);
            if (double.IsFinite(value))
            {
                points.Add(new DataPoint(start, value));
            }
        }

        return series with { Points = points };
    }

    /// <summary>
    /// A stand-in for CloudWatch's model, which is not published: the mean of the <paramref name="window"/> values before, plus and minus a number of their
    /// standard deviations. No band where fewer than <paramref name="least"/> are there.
    /// </summary>
    /// <returns>The upper bound, then the lower one.</returns>
    public static (TimeSeries Upper, TimeSeries Lower) Band(TimeSeries series, double deviations, int window = 60, int least = 10)
    {
        var upper = new List<DataPoint>();
        var lower = new List<DataPoint>();
        var before = new Queue<double>();
        foreach (DataPoint point in series.Points)
        {
            if (before.Count >= least)
            {
                (double mean, double deviation) = (Fold("AVG", before), Fold("STDDEV", before));
                upper.Add(point with { Value = mean + (deviations * deviation) });
                lower.Add(point with { Value = mean - (deviations * deviation) });
            }

            before.Enqueue(point.Value);
            if (before.Count > window)
            {
                before.Dequeue();
            }
        }

        string label = series.Label.Length == 0 ? "band" : series.Label;
        return (series with { Label = $"{label} (high)", Points = upper }, series with { Label = $"{label} (low)", Points = lower });
    }

    /// <summary>DAY (1 = Monday), DATE (of the month), HOUR, MINUTE, MONTH, YEAR, EPOCH; UTC.</summary>
    public static double Calendar(string function, long seconds)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return function switch
        {
            "DAY" => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek,
            "DATE" => time.Day,
            "HOUR" => time.Hour,
            "MINUTE" => time.Minute,
            "MONTH" => time.Month,
            "YEAR" => time.Year,
            "EPOCH" => seconds,
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "There is no such function."),
        };
    }

    private static double Between(DataPoint left, DataPoint right, long seconds) =>
        left.Value + ((right.Value - left.Value) * (seconds - left.Seconds) / (right.Seconds - left.Seconds));
}
