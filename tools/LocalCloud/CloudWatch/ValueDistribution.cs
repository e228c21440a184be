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

        SampleCount += other.SampleCount;
        Sum += other.Sum;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
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
