using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>Minutes of demand, kept from one invocation to the next: the newest eight days. Not thread-safe.</summary>
internal sealed class DemandHistory
{
    /// <summary>A week and a day: the forecast looks back a week from any minute of its backtest's last day.</summary>
    public const int Minutes = 8 * 1440;

    private double[] _values = [];
    private long _first;

    /// <summary>The newest known minute; -1 when there is none.</summary>
    public long Newest { get; private set; } = -1;

    /// <summary>Makes room for the minutes up to <paramref name="last"/>, and forgets those older than the history.</summary>
    public void MoveTo(long last)
    {
        double[] moved = new double[Minutes];
        Array.Fill(moved, double.NaN);
        long first = last - Minutes + 1;
        for (int i = 0; i < _values.Length; i++)
        {
            long place = _first + i - first;
            if (place >= 0 && place < Minutes)
            {
                moved[place] = _values[i];
            }
        }

        (_values, _first) = (moved, first);
    }

    /// <summary>Sets a minute within the room.</summary>
    public void Set(long minute, double shards)
    {
        long place = minute - _first;
        if (place >= 0 && place < _values.Length)
        {
            _values[place] = shards;
            Newest = Math.Max(Newest, minute);
        }
    }

    /// <summary>As the policy wants it: from the first known minute on.</summary>
    public DemandSeries ToSeries()
    {
        int known = Array.FindIndex(_values, v => !double.IsNaN(v));
        return known < 0 ? new DemandSeries(_first, [], 0) : new DemandSeries(_first + known, _values[known..], _values.Length - known);
    }
}
