using LogFunctions.Cli.Simulate.Model;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>A CloudWatch alarm over the utilisation of a stream: M of N periods, judged with the shard count of now, as metric math with a constant does.</summary>
internal sealed class AlarmWindow(int periodMinutes, int periods, int needed, Func<double, bool> breaches, double shardLines)
{
    private bool _wasInAlarm;
    private int _judged;

    /// <summary>Back to INSUFFICIENT_DATA: the next breach fires again.</summary>
    public void Reset() => _wasInAlarm = false;

    /// <summary>True when the alarm goes over into ALARM; a standing alarm does not fire twice.</summary>
    public bool Fires(StreamMetrics metrics, int shards)
    {
        int complete = metrics.Readable / periodMinutes;
        if (complete == _judged)
        {
            return false;
        }

        _judged = complete;
        int breaching = 0;
        for (int period = Math.Max(0, complete - periods); period < complete; period++)
        {
            breaching += breaches(Utilisation(metrics, period, shards)) ? 1 : 0;
        }

        bool inAlarm = complete >= periods && breaching >= needed;
        bool fires = inAlarm && !_wasInAlarm;
        _wasInAlarm = inAlarm;
        return fires;
    }

    /// <summary>The highest utilisation of the window.</summary>
    public double Highest(StreamMetrics metrics, int shards)
    {
        int complete = metrics.Readable / periodMinutes;
        return Enumerable.Range(Math.Max(0, complete - periods), Math.Min(periods, complete)).Max(p => Utilisation(metrics, p, shards));
    }

    private double Utilisation(StreamMetrics metrics, int period, int shards)
    {
        double sum = 0;
        for (int i = 0; i < periodMinutes; i++)
        {
            sum += metrics.Accepted((period * periodMinutes) + i);
        }

        return sum / periodMinutes / (shards * shardLines);
    }
}
