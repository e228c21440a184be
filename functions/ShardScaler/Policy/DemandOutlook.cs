namespace LogFunctions.ShardScaler.Policy;

/// <summary>What the recent minutes say: level, variability, and how many shards they ask for.</summary>
internal sealed record DemandOutlook
{
    /// <summary>
    /// Minutes whose highest is the level: what came within the last half hour may come again at any minute. Against this level even pure noise
    /// rises little, so that the margin is not paid twice.
    /// </summary>
    private const int LevelMinutes = 30;

    /// <summary>A rise within a minute by less than this share is no surge.</summary>
    private const double SurgeShare = 0.2;

    /// <summary>Minutes of which the variability is measured.</summary>
    private const int MarginMinutes = 360;

    /// <summary>Fewer rises than this say nothing.</summary>
    private const int FewRises = 30;

    /// <summary>Until then.</summary>
    private const double UnknownMargin = 0.25;

    /// <summary>Newest known minute.</summary>
    public required long Minute { get; init; }

    /// <summary>Highest of the last minutes, in shards.</summary>
    public required double Level { get; init; }

    /// <summary>Where the demand will be when an update that starts now is done.</summary>
    public required double Expected { get; init; }

    /// <summary>Spare share above the level.</summary>
    public required double Margin { get; init; }

    /// <summary>Minutes from a rise to the shards that meet it.</summary>
    public required int LeadMinutes { get; init; }

    /// <summary>Growth of the last half hour, shards a minute; 0 when it fell.</summary>
    public required double Slope { get; init; }

    /// <summary>The line that must not be crossed by the capacity: growth at once.</summary>
    public double UpperNeed => Math.Max(Level * (1 + Math.Max(0.04, 0.6 * Margin)), Expected);

    /// <summary>The capacity that is wanted.</summary>
    public double Need => Math.Max(Level * (1 + Margin), Expected * (1 + LeastMargin));

    /// <summary>The margin that is always there.</summary>
    public required double LeastMargin { get; init; }

    /// <summary>Null when no minute of the last ten is known.</summary>
    public static DemandOutlook? Of(ScalingSituation situation, double reshardSeconds, ScalingOptions options)
    {
        DemandSeries demand = situation.Demand;
        long now = situation.Now.ToUnixTimeSeconds() / 60;
        long minute = NewestKnown(demand, now);
        if (minute < 0)
        {
            return null;
        }

        int lead = (int)Math.Ceiling(now - minute - 1 + (reshardSeconds / 60) + 1);
        double margin = Math.Clamp(RiseQuantile(demand, minute, lead, options.MarginQuantile), options.MinMargin, options.MaxMargin);
        double level = LevelAt(demand, minute);
        double expected = level * (1 + Surge(demand, minute, margin, lead));
        double backlog = Math.Min(1, situation.BacklogSeconds / options.CatchUp.TotalSeconds);
        return new DemandOutlook
        {
            Minute = minute,
            Level = level,
            Expected = expected + (level * backlog),
            Margin = margin,
            LeastMargin = options.MinMargin,
            LeadMinutes = lead,
            Slope = SlopeOf(demand, minute),
        };
    }

    /// <summary>The most that was needed in the minutes, both included, with the margin of now.</summary>
    public double MostNeeded(DemandSeries demand, long from) => demand.Max(from, Minute) * (1 + Margin);

    /// <summary>Highest of the last minutes up to this one.</summary>
    public static double LevelAt(DemandSeries demand, long minute)
    {
        double level = demand.Max(minute - LevelMinutes + 1, minute);
        return double.IsNaN(level) ? 0 : level;
    }

    private static long NewestKnown(DemandSeries demand, long now)
    {
        for (long minute = Math.Min(demand.Last, now - 1); minute >= Math.Max(demand.First, now - 10); minute--)
        {
            if (!double.IsNaN(demand[minute]))
            {
                return minute;
            }
        }

        return -1;
    }

    /// <summary>
    /// By how much the demand rose within one lead time, as a share of the level, in all but the rarest cases of the last hours: slope, noise and
    /// steps of the series itself, without a model of any of them.
    /// </summary>
    private static double RiseQuantile(DemandSeries demand, long minute, int lead, double quantile)
    {
        int length = MarginMinutes + LevelMinutes + lead;
        Span<double> values = stackalloc double[length];
        Span<double> levels = stackalloc double[length];
        Span<double> ahead = stackalloc double[length];
        Span<int> queue = stackalloc int[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = demand[minute - length + 1 + i];
        }

        SlidingMax.Of(values, LevelMinutes, levels, queue);
        SlidingMax.Of(values, lead, ahead, queue);
        Span<double> rises = stackalloc double[length];
        int count = 0;
        for (int i = LevelMinutes; i + lead < length; i++)
        {
            // Far below one shard a doubling is nothing; a day that began a minute ago has no level yet.
            if (!double.IsNaN(ahead[i + lead]) && levels[i] > 0 && !double.IsNaN(values[i - LevelMinutes + 1]))
            {
                rises[count++] = Math.Max(0, (ahead[i + lead] - levels[i]) / Math.Max(levels[i], 0.1));
            }
        }

        if (count < FewRises)
        {
            return UnknownMargin;
        }

        rises = rises[..count];
        rises.Sort();
        return rises[(int)Math.Min(count - 1, Math.Ceiling(quantile * count) - 1)];
    }

    /// <summary>A rise beyond all that is usual is not over yet: as much again is expected, at most double.</summary>
    private static double Surge(DemandSeries demand, long minute, double margin, int lead)
    {
        double newest = demand[minute];
        double before = demand.Max(minute - LevelMinutes, minute - 2);
        before = double.IsNaN(before) ? demand[minute - 1] : before;
        if (!(before > 0) || newest <= before * (1 + Math.Max(margin, SurgeShare)) || newest < 0.2)
        {
            return 0;
        }

        return Math.Min(1, ((newest / before) - 1) * lead / 2);
    }

    private static double SlopeOf(DemandSeries demand, long minute)
    {
        double old = LevelAt(demand, minute - 30);
        return demand.First > minute - 60 ? 0 : Math.Max(0, (LevelAt(demand, minute) - old) / 30);
    }
}
