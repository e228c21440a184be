using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>One decision's situation with what was derived from it; passed along instead of ten arguments.</summary>
internal sealed class PolicyContext
{
    /// <summary>Derives.</summary>
    public PolicyContext(ScalingSituation situation, ScalingMemory memory, ScalingOptions options)
    {
        Situation = situation;
        Options = options;
        Open = [.. situation.Shards.Select(s => s.Shard)];
        Memory = memory with { Calls = [.. memory.Calls.Where(c => c > situation.Now - TimeSpan.FromDays(1))] };
        ReshardSeconds = memory.ReshardSeconds.Count == 0 ? options.ReshardTime.TotalSeconds : Math.Min(memory.ReshardSeconds.Max(), 1800);
        Outlook = DemandOutlook.Of(situation, ReshardSeconds, options);
        bool recent = situation.Now - (memory.EvenShareAt ?? DateTimeOffset.MinValue) < TimeSpan.FromMinutes(10);
        Hot = HotShards.Of(situation.Shards, Outlook?.Level ?? 0, recent ? memory.EvenShare : 1);
        if (!situation.Shards.Any(s => double.IsNaN(s.Load)))
        {
            Memory = Memory with { EvenShare = Hot.EvenShare, EvenShareAt = situation.Now };
        }

        ScalingFloor? floor = situation.Floors.Where(f => f.Until > situation.Now).MaxBy(f => f.Shards);
        Floor = floor is not null && floor.Shards > options.MinShards ? floor : null;
        Min = Math.Min(options.MaxShards, Math.Max(options.MinShards, Floor?.Shards ?? 0));
    }

    public ScalingSituation Situation { get; }

    public ScalingOptions Options { get; }

    /// <summary>With calls older than a day forgotten.</summary>
    public ScalingMemory Memory { get; set; }

    public IReadOnlyList<OpenShard> Open { get; }

    public DemandOutlook? Outlook { get; }

    public HotShards Hot { get; }

    public DemandForecast? Forecast { get; set; }

    /// <summary>Seconds that an UpdateShardCount takes: the longest of the last ones.</summary>
    public double ReshardSeconds { get; }

    /// <summary>The floor that decides; null when MIN_SHARDS does.</summary>
    public ScalingFloor? Floor { get; }

    /// <summary>Never fewer.</summary>
    public int Min { get; }

    public int Count => Open.Count;

    public int CallsLeft => Math.Max(0, Options.CallsPerDay - Memory.Calls.Count);

    /// <summary>What the stream takes of evenly spread demand, in shards.</summary>
    public double Capacity => 1 / Hot.WidestEven;

    /// <summary>True when the ranges are equal, but for rounding.</summary>
    public bool IsUniform => Situation.Shards.Max(s => s.Shard.Range.Width) <= Situation.Shards.Min(s => s.Shard.Range.Width) * 1.01;

    /// <summary>Seconds to get to a count of equal shards step by step.</summary>
    public double StepSeconds(int target) => ReshardPlan.Uniform(target, Open).StepsLeft(Open) * Options.StepTime.TotalSeconds;

    /// <summary>Seconds to get there by calls, each at most a doubling, a minute between two.</summary>
    public double CallSeconds(int target)
    {
        int calls = target <= Count ? 1 : (int)Math.Ceiling(Math.Log2((double)target / Count) - 1e-9);
        return (calls * ReshardSeconds) + ((calls - 1) * 60);
    }
}
