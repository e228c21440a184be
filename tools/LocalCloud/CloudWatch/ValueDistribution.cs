namespace LogFunctions.LocalCloud;

/// <summary>
/// The values of a metric within a time: how often each came. Beyond <see cref="ExactMax"/> different ones, values are counted in steps of
/// 1 %, as CloudWatch's own percentiles are of about that accuracy; count, sum, minimum and maximum stay exact.
/// </summary>
public sealed class ValueDistribution
{
    /// <summary>Different values that are kept as they are: as many as one call of PutMetricData takes.</summary>
    public const int ExactMax = 150;

    private static readonly double s_step = Math.Log(1.01);

    private readonly SortedDictionary<double, long> _counts = [];
    private bool _isRounded;

    public long SampleCount { get; private set; }

    public double Sum { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public double Average => SampleCount == 0 ? double.NaN : Sum / SampleCount;

    /// <summary>Whether sums came of which the single values are not known; CloudWatch has no percentiles then, but for sets of one value.</summary>
    public bool HasSets { get; private set; }

    /// <summary>What of memory it takes.</summary>
    internal int EntryCount => _counts.Count;

    /// <param name="value">Finite.</param>
    /// <param name="count">How often; at least 1.</param>
    public void Add(double value, long count = 1)
    {
        Note(value, count);
        Sum += value * count;
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
        SampleCount += count;
    }

    public void Add(ValueDistribution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((double value, long count) in other._counts)
        {
            Note(value, count);
        }

        HasSets |= other.HasSets;
        SampleCount += other.SampleCount;
        Sum += other.Sum;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>Adds values of which only count, sum, least and largest are known.</summary>
    internal void AddSet(long count, double sum, double minimum, double maximum)
    {
        Note(sum / count, count);
        HasSets |= minimum != maximum;
        Sum += sum;
        Minimum = Math.Min(Minimum, minimum);
        Maximum = Math.Max(Maximum, maximum);
        SampleCount += count;
    }

    /// <summary>What lies within bounds.</summary>
    internal TrimmedValues Trim(ValueBounds bounds)
    {
        double count = 0;
        double sum = 0;
        double before = 0;
        foreach ((double kept, long times) in _counts)
        {
            double value = Math.Clamp(kept, Minimum, Maximum);
            double within = bounds.IsPercent ? Overlap(before, before + times, bounds.Low / 100 * SampleCount, bounds.High / 100 * SampleCount)
                : value > bounds.Low && value <= bounds.High ? times : 0;
            count += within;
            sum += within * value;
            before += times;
        }

        return new TrimmedValues(count, sum);
    }

    /// <summary>The mean when every value beyond a bound is moved to it.</summary>
    internal double Winsorize(ValueBounds bounds)
    {
        double low = bounds.IsPercent ? Percentile(bounds.Low / 100) : bounds.Low;
        double high = bounds.IsPercent ? Percentile(bounds.High / 100) : bounds.High;
        return _counts.Sum(pair => Math.Clamp(Math.Clamp(pair.Key, Minimum, Maximum), low, high) * pair.Value) / SampleCount;
    }

    /// <summary>The value that a share of all values does not exceed.</summary>
    /// <param name="share">0 to 1: 0.99 is p99.</param>
    /// <returns>NaN when there are no values.</returns>
    public double Percentile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        long rank = Math.Max(1, (long)Math.Ceiling(share * SampleCount));
        foreach ((double value, long count) in _counts)
        {
            rank -= count;
            if (rank <= 0)
            {
                return Math.Clamp(value, Minimum, Maximum);
            }
        }

        return double.NaN;
    }

    private static double Overlap(double from, double to, double low, double high) => Math.Max(0, Math.Min(to, high) - Math.Max(from, low));

    private void Note(double value, long count)
    {
        double kept = _isRounded ? Round(value) : value;
        _counts[kept] = _counts.GetValueOrDefault(kept) + count;
        if (!_isRounded && _counts.Count > ExactMax)
        {
            _isRounded = true;
            KeyValuePair<double, long>[] exact = [.. _counts];
            _counts.Clear();
            foreach ((double old, long oldCount) in exact)
            {
                double rounded = Round(old);
                _counts[rounded] = _counts.GetValueOrDefault(rounded) + oldCount;
            }
        }
    }

    private static double Round(double value) =>
        value == 0 ? 0 : Math.CopySign(Math.Exp(Math.Round(Math.Log(Math.Abs(value)) / s_step) * s_step), value);
}
