using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>
/// Demand as CloudWatch knows it, and where it does not know yet, as the shards' heat does: a minute earlier, and before the minute is over.
/// CloudWatch comes first, for it counts what was throttled, too.
/// </summary>
internal static class HeatOverlay
{
    /// <summary>The series with the minutes that heat adds.</summary>
    /// <param name="demand">As CloudWatch knows it.</param>
    /// <param name="heat">As the ledgers know it.</param>
    /// <param name="throttleFactor">Accepted and throttled to accepted, as CloudWatch saw it last; 1 = nothing was throttled.</param>
    /// <param name="now">The time.</param>
    public static DemandSeries Apply(DemandSeries demand, StreamHeat heat, double throttleFactor, DateTimeOffset now)
    {
        long last = (now.ToUnixTimeSeconds() / 60) - 1;
        if (heat.Minutes.Count == 0 && double.IsNaN(heat.Recent))
        {
            return demand;
        }

        long first = Math.Min(demand.Last < demand.First ? last : demand.First, heat.Minutes.Keys.Append(last).Min());
        double[] values = new double[last - first + 1];
        for (long minute = first; minute <= last; minute++)
        {
            double known = demand[minute];
            values[minute - first] = !double.IsNaN(known) ? known
                : heat.Minutes.TryGetValue(minute, out double hot) ? hot * (last - minute < 3 ? throttleFactor : 1)
                : double.NaN;
        }

        // A rise within the minute that goes on counts as if it were over: growth does not wait for the clock. CloudWatch corrects it.
        if (heat.Recent * throttleFactor is var recent && !double.IsNaN(recent) && !(values[^1] >= recent))
        {
            values[^1] = recent;
        }

        return new DemandSeries(first, values, values.Length);
    }
}
