namespace LogFunctions.ShardScaler.Policy;

/// <summary>
/// The same time yesterday and a week ago, corrected by how today compares with then. Growth may follow it once a backtest over the last days
/// says that it would have been right; nothing shrinks because of it.
/// </summary>
internal sealed class DemandForecast
{
    /// <summary>How far ahead, minutes.</summary>
    public const int Horizon = 60;

    private const int DayMinutes = 1440;
    private const int RatioMinutes = 30;

    /// <summary>Peaks do not come at the very same minute every day.</summary>
    private const int Jitter = 4;

    private const int BacktestMinutes = 3 * DayMinutes;
    private const int LeastBacktestMinutes = 60;
    private const double TrustedErrorPercent = 35;
    private const double Rise = 1.5;

    private readonly DemandSeries _demand;
    private readonly long _minute;
    private readonly int _lagDays;
    private readonly double _ratio;

    private DemandForecast(DemandSeries demand, long minute, int lagDays)
    {
        _demand = demand;
        _minute = minute;
        _lagDays = lagDays;
        _ratio = RatioAt(demand, minute, lagDays);
    }

    /// <summary>Days back that it looks: 1 or 7.</summary>
    public int LagDays => _lagDays;

    /// <summary>The better of yesterday and a week ago; null without a full day of history.</summary>
    public static DemandForecast? Of(DemandSeries demand, long minute)
    {
        DemandForecast? best = null;
        double bestError = double.PositiveInfinity;
        foreach (int lag in new[] { 1, 7 })
        {
            if (minute - demand.First < (lag * DayMinutes) + LeastBacktestMinutes)
            {
                continue;
            }

            double error = RecentError(demand, minute, lag);
            if (error < bestError)
            {
                (best, bestError) = (new DemandForecast(demand, minute, lag), error);
            }
        }

        return best;
    }

    /// <summary>Demand in shards so many minutes ahead; 0 when that time of the other day is not known.</summary>
    public double At(int minutesAhead) => Look(_demand, _minute, minutesAhead, _lagDays, _ratio);

    /// <summary>The highest of the minutes ahead, both included.</summary>
    public double Max(int from, int to)
    {
        double max = _demand.Max(_minute + from - (_lagDays * DayMinutes) - Jitter, _minute + to - (_lagDays * DayMinutes) + Jitter) * _ratio;
        return double.IsNaN(max) ? 0 : max;
    }

    /// <summary>What this forecast would have said on the last days, and what came.</summary>
    public ForecastQuality Backtest()
    {
        var errors = new List<double>();
        int foretold = 0;
        int seen = 0;
        long from = Math.Max(_demand.First + (_lagDays * DayMinutes) + RatioMinutes, _minute - BacktestMinutes);
        long nextRise = from;
        for (long i = from; i <= _minute - 15; i += 5)
        {
            double actual = _demand.Max(i + 8, i + 12);
            double ratio = RatioAt(_demand, i, _lagDays);
            double forecast = _demand.Max(i + 8 - (_lagDays * DayMinutes), i + 12 - (_lagDays * DayMinutes)) * ratio;
            if (actual > 0 && !double.IsNaN(forecast))
            {
                errors.Add(Math.Abs(forecast - actual) / actual * 100);
            }

            if (i >= nextRise && i <= _minute - 30 && forecast > Rise * DemandOutlook.LevelAt(_demand, i) && forecast > 0.5)
            {
                foretold++;
                seen += _demand.Max(i, i + 30) >= forecast * 0.6 ? 1 : 0;
                nextRise = i + 60;
            }
        }

        errors.Sort();
        double median = errors.Count == 0 ? double.NaN : errors[errors.Count / 2];
        bool trusted = errors.Count * 5 >= LeastBacktestMinutes && median <= TrustedErrorPercent && seen * 2 >= foretold;
        return new ForecastQuality(median, errors.Count * 5, foretold, seen, trusted);
    }

    private static double RecentError(DemandSeries demand, long minute, int lag)
    {
        double error = 0;
        int count = 0;
        double ratio = RatioAt(demand, minute, lag);
        for (long i = minute - 359; i <= minute; i += 5)
        {
            double actual = demand[i];
            double forecast = demand[i - (lag * DayMinutes)] * ratio;
            if (actual > 0 && !double.IsNaN(forecast))
            {
                error += Math.Abs(forecast - actual) / actual;
                count++;
            }
        }

        return count < 12 ? double.PositiveInfinity : error / count;
    }

    private static double Look(DemandSeries demand, long minute, int ahead, int lagDays, double ratio)
    {
        long then = minute + ahead - (lagDays * DayMinutes);
        double value = demand.Max(then - Jitter, then + Jitter);
        return double.IsNaN(value) ? 0 : value * ratio;
    }

    private static double RatioAt(DemandSeries demand, long minute, int lagDays)
    {
        double today = 0;
        double then = 0;
        for (long i = minute - RatioMinutes + 1; i <= minute; i++)
        {
            double a = demand[i];
            double b = demand[i - (lagDays * DayMinutes)];
            if (!double.IsNaN(a) && !double.IsNaN(b))
            {
                today += a;
                then += b;
            }
        }

        return then > 0 ? Math.Clamp(today / then, 0.3, 1.3) : 1;
    }
}
