namespace LogFunctions.ShardScaler.Policy;

/// <summary>Whether the load is spread as the hash ranges are, or one shard has more than its share.</summary>
internal sealed record HotShards
{
    /// <summary>A shard with so many times its share is hot.</summary>
    private const double HotFactor = 1.5;

    /// <summary>A split that takes less than this off the hot shard is not worth one.</summary>
    private const double LeastGain = 0.05;

    /// <summary>What the whole space would carry at the usual density, in shards; at most the demand.</summary>
    public required double EvenDemand { get; init; }

    /// <summary>Share of the demand that is spread evenly, 0..1.</summary>
    public required double EvenShare { get; init; }

    /// <summary>The most loaded shard that has more than its share; null when there is none.</summary>
    public ShardLoad? Hottest { get; init; }

    /// <summary>Load of the hottest shard that stays together however often it is split: one key, as far as can be seen.</summary>
    public double KeyLoad { get; init; }

    /// <summary>True when a split of the hottest shard surely takes something off it: its evenly spread part is worth it.</summary>
    public bool SplitHelps { get; init; }

    /// <summary>Widest shard among those that are not hot: 1 / width is what the stream takes of evenly spread demand.</summary>
    public required double WidestEven { get; init; }

    /// <summary>Loads where every one is known; else as if spread like the last time they were, <paramref name="lastEvenShare"/>.</summary>
    public static HotShards Of(IReadOnlyList<ShardLoad> shards, double level, double lastEvenShare)
    {
        double widest = shards.Max(s => s.Shard.Range.Width);
        double total = shards.Sum(s => s.Load);
        if (double.IsNaN(total) || total <= 0 || shards.Count < 2)
        {
            double share = double.IsNaN(total) ? lastEvenShare : 1;
            return new HotShards { EvenDemand = level * share, EvenShare = share, WidestEven = widest };
        }

        // The usual load per width: half of the space is below it, half above.
        double density = MedianDensity(shards);
        ShardLoad hottest = shards.MaxBy(s => s.Load - (density * s.Shard.Range.Width));
        double even = density * hottest.Shard.Range.Width;
        bool isHot = hottest.Load > HotFactor * even && hottest.Load - even > 0.1;
        if (!isHot)
        {
            return new HotShards { EvenDemand = level, EvenShare = 1, WidestEven = widest };
        }

        double evenShare = Math.Min(1, density / total);
        return new HotShards
        {
            EvenDemand = level * evenShare,
            EvenShare = evenShare,
            Hottest = hottest,
            KeyLoad = (hottest.Load - even) * level / total,
            SplitHelps = hottest.Shard.Range.CanSplit && even / 2 > LeastGain,
            WidestEven = shards.Where(s => s.Shard != hottest.Shard).Max(s => s.Shard.Range.Width),
        };
    }

    private static double MedianDensity(IReadOnlyList<ShardLoad> shards)
    {
        double below = 0;
        foreach ((double density, double width) in shards.Select(s => (s.Load / s.Shard.Range.Width, s.Shard.Range.Width)).OrderBy(s => s.Item1))
        {
            below += width;
            if (below >= 0.5)
            {
                return density;
            }
        }

        return shards.Sum(s => s.Load);
    }
}
