namespace LogFunctions.LocalCloud;

/// <summary>
/// One metric over time: a distribution per second for three hours, then per minute for fifteen days, as CloudWatch keeps them. Not
/// thread-safe.
/// </summary>
internal sealed class MetricSeries
{
    private const int SecondsKept = 3 * 3600;
    private const int MinutesKept = 15 * 86_400;
    private const int MinuteSeconds = 60;

    // Old points are looked for once a minute: looking costs more than adding.
    private long _compactedAtSeconds;
    private readonly SortedDictionary<long, ValueDistribution> _seconds = [];
    private readonly SortedDictionary<long, ValueDistribution> _minutes = [];

    /// <summary>Everything since the start.</summary>
    public MetricStatistics Total { get; private set; }

    /// <summary>What of memory it takes.</summary>
    public int EntryCount { get; private set; }

    /// <param name="second">When, Unix seconds.</param>
    /// <param name="value">Finite.</param>
    /// <param name="count">How often.</param>
    /// <param name="nowSeconds">The present, for what is old.</param>
    public void Add(long second, double value, long count, long nowSeconds)
    {
        Total = Total.Add(value, count);
        AddTo(second, nowSeconds, point => point.Add(value, count));
    }

    /// <summary>The same of values of which only the sums are known.</summary>
    public void AddSet(long second, long count, double sum, double minimum, double maximum, long nowSeconds)
    {
        Total = Total.AddSet(count, sum, minimum, maximum);
        AddTo(second, nowSeconds, point => point.AddSet(count, sum, minimum, maximum));
    }

    private void AddTo(long second, long nowSeconds, Action<ValueDistribution> add)
    {
        bool isOld = second < nowSeconds - SecondsKept;
        SortedDictionary<long, ValueDistribution> points = isOld ? _minutes : _seconds;
        long start = isOld ? second - Modulo(second, MinuteSeconds) : second;
        if (!points.TryGetValue(start, out ValueDistribution? point))
        {
            points.Add(start, point = new ValueDistribution());
        }

        int before = point.EntryCount;
        add(point);
        EntryCount += point.EntryCount - before;
        if (nowSeconds - _compactedAtSeconds >= MinuteSeconds)
        {
            _compactedAtSeconds = nowSeconds;
            Compact(nowSeconds);
        }
    }

    /// <summary>The values of a time, by period; periods without values are not there.</summary>
    /// <param name="startSeconds">Inclusive.</param>
    /// <param name="endSeconds">Exclusive.</param>
    /// <param name="periodSeconds">Where only minutes are kept, a shorter period has the minute's values at its start.</param>
    /// <param name="originSeconds">What periods are counted from.</param>
    public IReadOnlyList<MetricPoint> Read(long startSeconds, long endSeconds, int periodSeconds, long originSeconds)
    {
        var periods = new SortedDictionary<long, ValueDistribution>();
        foreach ((long start, ValueDistribution values) in _minutes.Concat(_seconds))
        {
            if (start < startSeconds || start >= endSeconds)
            {
                continue;
            }

            long period = start - Modulo(start - originSeconds, periodSeconds);
            if (!periods.TryGetValue(period, out ValueDistribution? sum))
            {
                periods.Add(period, sum = new ValueDistribution());
            }

            sum.Add(values);
        }

        return [.. periods.Select(period => new MetricPoint(period.Key, period.Value))];
    }

    /// <summary>Forgets the older half of what it knows by the second, or by the minute when that is more.</summary>
    /// <returns>How many values were forgotten.</returns>
    public long ForgetHalf()
    {
        SortedDictionary<long, ValueDistribution> points = _minutes.Count > _seconds.Count ? _minutes : _seconds;
        long forgotten = 0;
        foreach (long start in points.Keys.Take((points.Count + 1) / 2).ToArray())
        {
            forgotten += points[start].SampleCount;
            Remove(points, start);
        }

        return forgotten;
    }

    private void Compact(long nowSeconds)
    {
        foreach (long second in _seconds.Keys.TakeWhile(second => second < nowSeconds - SecondsKept).ToArray())
        {
            ValueDistribution values = _seconds[second];
            Remove(_seconds, second);
            long minute = second - Modulo(second, MinuteSeconds);
            if (!_minutes.TryGetValue(minute, out ValueDistribution? sum))
            {
                _minutes.Add(minute, sum = new ValueDistribution());
            }

            int before = sum.EntryCount;
            sum.Add(values);
            EntryCount += sum.EntryCount - before;
        }

        foreach (long minute in _minutes.Keys.TakeWhile(minute => minute < nowSeconds - MinutesKept).ToArray())
        {
            Remove(_minutes, minute);
        }
    }

    private void Remove(SortedDictionary<long, ValueDistribution> points, long start)
    {
        EntryCount -= points[start].EntryCount;
        points.Remove(start);
    }

    private static long Modulo(long value, int divisor) => ((value % divisor) + divisor) % divisor;
}
