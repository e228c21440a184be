using static System.FormattableString;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>When to grow, how far, and by which means.</summary>
internal static class GrowthPlanner
{
    /// <summary>A foretold growth that takes longer than this step by step is made by calls, minutes.</summary>
    private const double LongestSteps = 30;

    /// <summary>A growth that is wanted: how many shards, why, and until when.</summary>
    internal readonly record struct Wish(int Target, double MinutesLeft, string Why);

    /// <summary>The most urgent growth that demand, slope and forecast ask for; null when the capacity is enough.</summary>
    public static Wish? WishOf(PolicyContext context, double capacity)
    {
        DemandOutlook outlook = context.Outlook!;
        double share = context.Hot.EvenShare;
        double upper = outlook.UpperNeed * share;
        double need = outlook.Need * share;
        if (upper > capacity)
        {
            string why = Invariant($"demand {outlook.Level:0.00} shards, expected {outlook.Expected:0.00} in {outlook.LeadMinutes} min, with {outlook.Margin * 60:0}% to spare {upper:0.00}, capacity {capacity:0.##}");
            return new Wish(Ceiling(need), 0, why);
        }

        if (Foretold(context, capacity) is { } foretold)
        {
            return foretold;
        }

        // Between the lines: in good time, without haste and without a call.
        double later = (outlook.Level + (outlook.Slope * 20)) * share * (1 + outlook.Margin);
        if (outlook.Slope > 0 && need > capacity)
        {
            double line = capacity / (1 + Math.Max(0.04, 0.6 * outlook.Margin));
            double minutesLeft = (line - (outlook.Level * share)) / (outlook.Slope * share);
            string why = Invariant($"demand {outlook.Level:0.00} shards, rising by {outlook.Slope * 60:0.00} an hour, reaches {line:0.00} in {minutesLeft:0} min");
            return new Wish(Ceiling(Math.Max(need, later)), minutesLeft, why);
        }

        if (Math.Max(context.Min, 1) > context.Count)
        {
            string who = context.Floor is null ? "the minimum" : $"the floor of {context.Floor.Who}";
            return new Wish(context.Min, 0, Invariant($"{who} is {context.Min} shards"));
        }

        return null;
    }

    /// <summary>The way to a target: one call when it is quicker and allowed, else step by step.</summary>
    public static ScalingAction ActionFor(PolicyContext context, Wish wish, out HeldBack heldBack)
    {
        heldBack = HeldBack.None;
        int target = Math.Clamp(wish.Target, context.Min, context.Options.MaxShards);
        if (wish.Target > context.Options.MaxShards)
        {
            heldBack = HeldBack.Maximum;
        }

        if (target <= context.Count && context.IsUniform)
        {
            return new ScalingAction.Hold();
        }

        if (context.IsUniform)
        {
            target = Math.Max(target, context.Count);
        }

        double patience = Math.Max(wish.MinutesLeft * 60, context.CallSeconds(target) * 1.3);
        int byHand = target > context.Count ? EasiestNear(context, target) : target;
        if (context.CallsLeft == 0 && context.StepSeconds(byHand) > patience && context.IsUniform)
        {
            // Without a call, plain splits are the quickest: each adds a shard, and none is undone.
            byHand = Math.Min(context.Count * 2, context.Options.MaxShards);
        }

        if (context.StepSeconds(byHand) <= patience || context.CallsLeft == 0)
        {
            heldBack = context.CallsLeft == 0 && context.StepSeconds(byHand) > patience ? HeldBack.CallBudget : heldBack;
            return byHand == context.Count * 2 && context.IsUniform ? new ScalingAction.SplitAll() : new ScalingAction.Update(byHand, ReshardMeans.StepByStep);
        }

        if (wish.MinutesLeft > 0)
        {
            // Steps would come too late, but a call is not needed yet.
            heldBack = HeldBack.HoldWindow;
            return new ScalingAction.Hold();
        }

        return new ScalingAction.Update(ByCall(context, target), ReshardMeans.OneCall);
    }

    /// <summary>The fewer calls are left, the longer each must last; the last two only double.</summary>
    private static int ByCall(PolicyContext context, int target)
    {
        double share = (double)context.CallsLeft / context.Options.CallsPerDay;
        double step = share > 0.5 ? 1.25 : share > 0.2 ? 1.5 : 2;
        int most = Math.Min(context.Count * 2, context.Options.MaxShards);
        // From what the stream takes, not from its shards: in the middle of a shrink there are more of them than their widest is worth.
        int wanted = Math.Clamp(Math.Max(target, (int)Math.Ceiling(context.Capacity * step)), (context.Count + 1) / 2, most);
        // Multiples of a quarter are quicker.
        if (wanted == context.Count)
        {
            wanted = Math.Min(wanted + 1, most);
        }

        int quarter = (int)Math.Ceiling(wanted * 4.0 / context.Count);
        int rounded = context.Count * quarter / 4;
        return (context.Count * quarter) % 4 == 0 && rounded <= most && rounded <= wanted * 1.08 && rounded != context.Count ? rounded : wanted;
    }

    /// <summary>Of the counts up to 8 % above, the one with the fewest steps.</summary>
    public static int EasiestNear(PolicyContext context, int target)
    {
        int best = target;
        int most = Math.Min((int)(target * 1.08), context.Options.MaxShards);
        for (int count = target; count <= most; count++)
        {
            best = context.StepSeconds(count) < context.StepSeconds(best) ? count : best;
        }

        return best;
    }

    /// <summary>What the forecast asks to be begun now, because it takes as long as there is time.</summary>
    private static Wish? Foretold(PolicyContext context, double capacity)
    {
        if (context.Forecast is not { } forecast || context.Memory.Forecast is not { Trusted: true })
        {
            return null;
        }

        double margin = 1 + Math.Max(context.Options.MinMargin, Math.Min(context.Outlook!.Margin, 0.2));
        for (int ahead = 1; ahead <= DemandForecast.Horizon; ahead++)
        {
            double need = forecast.At(ahead) * context.Hot.EvenShare * margin;
            if (need <= capacity)
            {
                continue;
            }

            int target = Ceiling(Math.Max(need, forecast.Max(ahead, ahead + 15) * context.Hot.EvenShare * margin));
            // Known in good time, it is done step by step, and no call is spent.
            double byHand = context.StepSeconds(EasiestNear(context, target)) / 60;
            bool inSteps = byHand <= LongestSteps && ahead >= byHand / 2;
            double lead = (inSteps ? byHand : Math.Min(context.CallSeconds(target) / 60, byHand)) + 2;
            if (ahead <= lead)
            {
                string day = forecast.LagDays == 1 ? "yesterday" : "last week";
                return new Wish(target, inSteps ? byHand : 0, Invariant($"as {day}, {need / margin:0.00} shards are expected in {ahead} min, capacity {capacity:0.##}, getting there takes {lead:0} min"));
            }
        }

        return null;
    }

    private static int Ceiling(double shards) => Math.Max(1, (int)Math.Ceiling(Math.Min(shards, 1e6) - 1e-9));
}
