namespace LogFunctions.ShardScaler.Policy;

/// <summary>
/// Demand by minute since the epoch, in shards: the higher of records and bytes, accepted and throttled, divided by what a shard takes.
/// A minute that is not known is NaN; a minute without traffic is 0.
/// </summary>
internal sealed class DemandSeries
{
    private readonly double[] _values;
    private readonly long _firstMinute;
    private readonly int _count;

    /// <param name="firstMinute">Minute of the first value.</param>
    /// <param name="values">One per minute.</param>
    /// <param name="count">How many of them are known by now; the rest is the future of a simulation.</param>
    public DemandSeries(long firstMinute, double[] values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, values.Length);
        _firstMinute = firstMinute;
        _values = values;
        _count = count;
    }

    /// <summary>The oldest minute.</summary>
    public long First => _firstMinute;

    /// <summary>The newest minute; before <see cref="First"/> when there is none.</summary>
    public long Last => _firstMinute + _count - 1;

    /// <summary>Demand in shards, NaN when not known.</summary>
    public double this[long minute] => minute >= _firstMinute && minute <= Last ? _values[minute - _firstMinute] : double.NaN;

    /// <summary>The highest known value of the minutes, both included; NaN when none is known.</summary>
    public double Max(long from, long to)
    {
        double max = double.NaN;
        long last = Math.Min(to, Last);
        for (long minute = Math.Max(from, _firstMinute); minute <= last; minute++)
        {
            double value = _values[minute - _firstMinute];
            if (!(value <= max) && !double.IsNaN(value))
            {
                max = value;
            }
        }

        return max;
    }

    /// <summary>Known minutes in the range, both included.</summary>
    public int Known(long from, long to)
    {
        int known = 0;
        long last = Math.Min(to, Last);
        for (long minute = Math.Max(from, _firstMinute); minute <= last; minute++)
        {
            known += double.IsNaN(_values[minute - _firstMinute]) ? 0 : 1;
        }

        return known;
    }
}
