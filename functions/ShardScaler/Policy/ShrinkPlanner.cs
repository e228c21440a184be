using LogFunctions.ShardScaler.Plans;
using static System.FormattableString;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>When to shrink, and how far: only to the most that was needed in the hold window, and always step by step.</summary>
internal static class ShrinkPlanner
{
    /// <summary>Share of the window's minutes that must be known.</summary>
    private const double KnownShare = 0.8;

    /// <summary>A shrink that saves less is left.</summary>
    private const double LeastSaving = 0.08;

    /// <summary>A growth is left alone for so long at least.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(20);

    /// <summary>The shrink, or null; <paramref name="note"/> says what it would be and what holds it back.</summary>
    public static ScalingAction? ActionFor(PolicyContext context, out string note, out HeldBack heldBack)
    {
        note = "";
        heldBack = HeldBack.None;
        DemandOutlook outlook = context.Outlook!;
        int window = (int)(context.Options.HoldWindow.TotalMinutes * context.Memory.HoldFactor);
        long from = outlook.Minute - window + 1;
        int now = Shards(context, outlook.Need);
        int held = Shards(context, Math.Max(outlook.MostNeeded(context.Situation.Demand, from), ForecastNeed(context)));
        if (Math.Min(now, held) >= context.Count && context.IsUniform)
        {
            return null;
        }

        if (context.Situation.Demand.Known(from, outlook.Minute) < window * KnownShare)
        {
            (note, heldBack) = Note(context, now, HeldBack.MissingMetrics, Invariant($"fewer than {KnownShare:P0} of the last {window} minutes are known"));
            return null;
        }

        if (context.Memory.GrownAt is { } grown && context.Situation.Now - grown < Rest(context))
        {
            (note, heldBack) = Note(context, now, HeldBack.HoldWindow, Invariant($"it grew {(context.Situation.Now - grown).TotalMinutes:0} min ago"));
            return null;
        }

        if (context.Situation.BacklogSeconds > 60)
        {
            (note, heldBack) = Note(context, now, HeldBack.HoldWindow, Invariant($"{context.Situation.BacklogSeconds:0} s of backlog"));
            return null;
        }

        if (context.Hot.Hottest is not null || (!context.IsUniform && context.Hot.EvenShare < 0.97))
        {
            return MergeCold(context, outlook.MostNeeded(context.Situation.Demand, from));
        }

        int target = Math.Min(GrowthPlanner.EasiestNear(context, held), context.Count);
        if (context.IsUniform && (target >= context.Count || context.Count - target < context.Count * LeastSaving))
        {
            if (now < context.Count)
            {
                bool atMinimum = now <= context.Min && context.Count <= context.Min;
                (note, heldBack) = Note(context, now, atMinimum ? HeldBack.Minimum : HeldBack.HoldWindow, Invariant($"{held} were needed in the last {window} minutes or will be soon"));
            }

            return null;
        }

        note = Invariant($"at most {held} of {context.Count} shards were needed in the last {window} minutes");
        return context.IsUniform && target * 2 == context.Count ? Halves(context) : new ScalingAction.Update(target, ReshardMeans.StepByStep);
    }

    /// <summary>The fewer calls are left, the longer what the last one bought is kept: up to four hours.</summary>
    private static TimeSpan Rest(PolicyContext context) => s_rest * Math.Min(12, (double)context.Options.CallsPerDay / Math.Max(1, context.CallsLeft));

    private static (string Note, HeldBack HeldBack) Note(PolicyContext context, int now, HeldBack why, string words) =>
        now < context.Count ? (Invariant($"would shrink {context.Count} -> {now}; held back: {words}"), why) : ("", HeldBack.None);

    private static double ForecastNeed(PolicyContext context) =>
        context.Forecast is { } forecast && context.Memory.Forecast is { Trusted: true } ? forecast.Max(1, 30) * (1 + context.Options.MinMargin) : 0;

    private static int Shards(PolicyContext context, double need) =>
        Math.Clamp((int)Math.Ceiling((need * context.Hot.EvenShare) - 1e-9), Math.Max(1, context.Min), context.Options.MaxShards);

    private static ScalingAction.MergePairs Halves(PolicyContext context)
    {
        OpenShard[] shards = [.. context.Open.OrderBy(s => s.Range.Start)];
        return new ScalingAction.MergePairs([.. Enumerable.Range(0, shards.Length / 2).Select(i => new ShardPair(shards[2 * i].ShardId, shards[(2 * i) + 1].ShardId))]);
    }

    /// <summary>Beside a hot shard: neighbours that together stay below the line, from the coldest on.</summary>
    private static ScalingAction.MergePairs? MergeCold(PolicyContext context, double mostNeeded)
    {
        double factor = context.Outlook!.Level > 0 ? mostNeeded / context.Outlook.Level : double.PositiveInfinity;
        ShardLoad[] shards = [.. context.Situation.Shards.OrderBy(s => s.Shard.Range.Start)];
        var pairs = new List<ShardPair>();
        int left = shards.Length;
        for (int i = 0; i + 1 < shards.Length && left > Math.Max(context.Min, 2); i++)
        {
            double width = shards[i].Shard.Range.Width + shards[i + 1].Shard.Range.Width;
            bool hot = context.Hot.Hottest is { } hottest && (hottest.Shard == shards[i].Shard || hottest.Shard == shards[i + 1].Shard);
            double even = width * context.Hot.EvenDemand;
            if (!hot && Math.Max(even, shards[i].Load + shards[i + 1].Load) * factor <= 1 && width <= 0.5)
            {
                pairs.Add(new ShardPair(shards[i].Shard.ShardId, shards[i + 1].Shard.ShardId));
                i++;
                left--;
            }
        }

        return pairs.Count > 0 ? new ScalingAction.MergePairs(pairs) : null;
    }
}
