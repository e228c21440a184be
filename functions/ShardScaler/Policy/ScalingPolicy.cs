using static System.FormattableString;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>
/// What a stream needs, from its demand and its own history. Pure: the same input gives the same answer, on AWS, on one machine and in
/// <c>logfn simulate</c>. It never shrinks on missing data, never calls UpdateShardCount to shrink, and never beyond the day's calls.
/// </summary>
internal static class ScalingPolicy
{
    private static readonly TimeSpan s_backtestEvery = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_quiet = TimeSpan.FromHours(6);

    /// <summary>Decides; the memory that comes back is the one for the next decision, as if the action is taken and succeeds.</summary>
    public static (ScalingDecision Decision, ScalingMemory Memory) Decide(ScalingSituation situation, ScalingMemory memory, ScalingOptions options)
    {
        var context = new PolicyContext(situation, memory, options);
        Observe(context);
        ScalingDecision decision = situation.Mode == CapacityMode.Provisioned ? Choose(context) : OnDemandAdvice.For(context);
        Remember(context, decision.Action);
        return (decision, context.Memory);
    }

    /// <summary>What happened since: an update that ended, others' resharding, quiet hours, a backtest that is due.</summary>
    private static void Observe(PolicyContext context)
    {
        ScalingSituation situation = context.Situation;
        ScalingMemory memory = context.Memory;
        bool foreign = situation.IsActive && situation.Plan is null && memory.ExpectedShards is { } expected && expected != context.Count;
        if (foreign && memory.UpdateStarted is null)
        {
            // Somebody else's UpdateShardCount, or not: counted as one, so that ours never fails for it.
            memory = memory with { Calls = [.. memory.Calls, situation.Now] };
        }

        if (situation.IsActive && situation.Plan is null)
        {
            memory = memory with { ExpectedShards = context.Count };
        }

        if (memory.UpdateStarted is { } started && situation.IsActive && situation.Now > started)
        {
            memory = memory with { UpdateStarted = null, ReshardSeconds = [.. memory.ReshardSeconds.Append((situation.Now - started).TotalSeconds).TakeLast(5)] };
        }

        if (memory.HoldFactor > 1 && situation.Now - (memory.HoldChangedAt ?? situation.Now) >= s_quiet && situation.Now - (memory.GrownAt ?? DateTimeOffset.MinValue) >= s_quiet)
        {
            memory = memory with { HoldFactor = Math.Max(1, memory.HoldFactor / 2), HoldChangedAt = situation.Now };
        }

        context.Memory = memory;
        if (context.Outlook is { } outlook && context.Options.Forecast)
        {
            context.Forecast = DemandForecast.Of(situation.Demand, outlook.Minute);
            if (context.Forecast is not null && situation.Now - (memory.ForecastAt ?? DateTimeOffset.MinValue) >= s_backtestEvery)
            {
                context.Memory = memory with { Forecast = context.Forecast.Backtest(), ForecastAt = situation.Now };
            }
        }
    }

    private static ScalingDecision Choose(PolicyContext context)
    {
        if (context.Outlook is not { } outlook)
        {
            return Decision(context, new ScalingAction.Hold(), context.Count, "no minute of the last ten is known: nothing is changed without data", HeldBack.MissingMetrics);
        }

        double capacity = context.Situation.Plan is { } plan ? Math.Min(context.Capacity, plan.TargetCount) : context.Capacity;
        double planned = context.Situation.Plan is { } running ? Math.Max(context.Capacity, running.TargetCount) : context.Capacity;
        if (GrowthPlanner.WishOf(context, capacity) is { } wish)
        {
            int target = Math.Clamp(wish.Target, context.Min, context.Options.MaxShards);
            HeldBack why = context.Options.Frozen?.Matches(context.Situation.Now) == true ? HeldBack.Frozen
                : !context.Situation.IsActive ? HeldBack.ReshardInProgress
                : context.Situation.Plan is not null && (wish.Target <= planned || context.CallsLeft == 0) ? HeldBack.ReshardInProgress
                : HeldBack.None;
            if (why != HeldBack.None)
            {
                return Decision(context, new ScalingAction.Hold(), target, Invariant($"would grow {context.Count} -> {target} ({wish.Why}); held back: {Words(context, why)}"), why);
            }

            if (context.Situation.Plan is null || wish.MinutesLeft <= 0)
            {
                return Grow(context, wish);
            }
        }

        return context.Hot.Hottest is { } hot && HotDecision(context, hot) is { } decision ? decision : Calm(context, outlook);
    }

    private static ScalingDecision Grow(PolicyContext context, GrowthPlanner.Wish wish)
    {
        ScalingAction action = GrowthPlanner.ActionFor(context, wish, out HeldBack heldBack);
        int target = TargetOf(context, action);
        string reason = action switch
        {
            ScalingAction.Hold when heldBack == HeldBack.Maximum => Invariant($"needs {wish.Target} shards, the maximum is {context.Options.MaxShards} ({wish.Why})"),
            ScalingAction.Hold => Invariant($"would grow {context.Count} -> {wish.Target} ({wish.Why}); held back: step by step it would come too late, and a call is not needed yet"),
            _ => Invariant($"{context.Count} -> {target}{(target < wish.Target ? Invariant($" of {wish.Target}") : "")} {Means(action)}: {wish.Why}; {context.CallsLeft} calls left"),
        };
        return Decision(context, action, target, reason, heldBack) with { NeedsBeyondMaximum = wish.Target > context.Options.MaxShards ? wish.Target : null };
    }

    /// <summary>A shard with more than its share, above the line: split it, or say that shards do not help; null when it is no trouble.</summary>
    private static ScalingDecision? HotDecision(PolicyContext context, ShardLoad hot)
    {
        DemandOutlook outlook = context.Outlook!;
        double spare = outlook.UpperNeed / Math.Max(outlook.Level, 1e-9);
        if (hot.Load * spare <= 1)
        {
            return null;
        }

        string facts = Invariant($"{hot.Shard.ShardId} has {hot.Load:0.00} of a shard, {hot.Load / (hot.Shard.Range.Width * context.Hot.EvenDemand):0.0} times its share");
        bool inVain = context.Memory.HotLoadBefore > 0 && hot.Load >= context.Memory.HotLoadBefore * 0.9 && context.Memory.HotSplitsInVain >= 3;
        if (!hot.Shard.Range.CanSplit || (!context.Hot.SplitHelps && (inVain || context.Hot.KeyLoad < 0.2)))
        {
            string words = Invariant($"{facts}, and splits do not take it apart: one partition key sends about {context.Hot.KeyLoad:0.00} shards; spread it over more keys");
            return Decision(context, new ScalingAction.Advise(), context.Count, words, HeldBack.HotKey);
        }

        if (!context.Situation.IsActive || context.Situation.Plan is not null || context.Count >= context.Options.MaxShards || context.Options.Frozen?.Matches(context.Situation.Now) == true)
        {
            HeldBack why = !context.Situation.IsActive || context.Situation.Plan is not null ? HeldBack.ReshardInProgress : context.Count >= context.Options.MaxShards ? HeldBack.Maximum : HeldBack.Frozen;
            return Decision(context, new ScalingAction.Hold(), context.Count + 1, $"would split {hot.Shard.ShardId} ({facts}); held back: {Words(context, why)}", why);
        }

        return Decision(context, new ScalingAction.SplitHot(hot.Shard.ShardId, hot.Shard.Range.Middle), context.Count + 1, $"{facts}: split in the middle", HeldBack.None);
    }

    private static ScalingDecision Calm(PolicyContext context, DemandOutlook outlook)
    {
        string state = Invariant($"demand {outlook.Level:0.00} shards, margin {outlook.Margin:P0}, capacity {context.Capacity:0.##}");
        if (!context.Situation.IsActive || context.Situation.Plan is not null)
        {
            return Decision(context, new ScalingAction.Hold(), context.Situation.Plan?.TargetCount ?? context.Count, $"{state}; {Words(context, HeldBack.ReshardInProgress)}", HeldBack.None);
        }

        ScalingAction? shrink = ShrinkPlanner.ActionFor(context, out string note, out HeldBack heldBack);
        if (shrink is not null && context.Options.Frozen?.Matches(context.Situation.Now) == true)
        {
            return Decision(context, new ScalingAction.Hold(), TargetOf(context, shrink), $"would shrink ({note}); held back: {Words(context, HeldBack.Frozen)}", HeldBack.Frozen);
        }

        if (shrink is not null)
        {
            int target = TargetOf(context, shrink);
            double saved = (context.Count - target) * context.Options.ShardHourUsd;
            return Decision(context, shrink, target, Invariant($"{context.Count} -> {target} {Means(shrink)}: {(note.Length > 0 ? note : state)}; saves ${saved:0.000} an hour"), HeldBack.None);
        }

        return Decision(context, new ScalingAction.Hold(), context.Count, note.Length > 0 ? $"{state}; {note}" : state, heldBack);
    }

    private static ScalingDecision Decision(PolicyContext context, ScalingAction action, int target, string reason, HeldBack heldBack) => new()
    {
        Action = action,
        Reason = reason,
        HeldBack = heldBack,
        OpenShards = context.Count,
        TargetShards = target,
        DemandShards = context.Outlook?.Level ?? 0,
        Margin = context.Outlook?.Margin ?? 0,
        CallsLeft = context.CallsLeft,
        Forecast = context.Memory.Forecast,
    };

    private static string Words(PolicyContext context, HeldBack why) => why switch
    {
        HeldBack.Frozen => $"frozen by '{context.Options.Frozen}'",
        HeldBack.Maximum => Invariant($"the maximum of {context.Options.MaxShards} shards"),
        HeldBack.ReshardInProgress when context.Situation.Plan is { } plan =>
            Invariant($"reshard in progress, {plan.StepsLeft(context.Open)} steps left, about {Math.Ceiling(plan.StepsLeft(context.Open) * context.Options.StepTime.TotalMinutes):0} min"),
        HeldBack.ReshardInProgress when context.Memory.UpdateStarted is { } started =>
            Invariant($"reshard in progress, about {Math.Max(1, Math.Ceiling((started.AddSeconds(context.ReshardSeconds) - context.Situation.Now).TotalMinutes)):0} min left"),
        _ => "reshard in progress",
    };

    private static string Means(ScalingAction action) => action switch
    {
        ScalingAction.Update { Means: ReshardMeans.OneCall } => "by UpdateShardCount",
        ScalingAction.SplitAll => "by splits",
        ScalingAction.MergePairs => "by merges",
        _ => "step by step",
    };

    private static int TargetOf(PolicyContext context, ScalingAction action) => action switch
    {
        ScalingAction.Update update => update.Target,
        ScalingAction.SplitAll => context.Count * 2,
        ScalingAction.SplitHot => context.Count + 1,
        ScalingAction.MergePairs merge => context.Count - merge.Pairs.Count,
        _ => context.Count,
    };

    private static void Remember(PolicyContext context, ScalingAction action)
    {
        ScalingMemory memory = context.Memory;
        DateTimeOffset now = context.Situation.Now;
        int target = TargetOf(context, action);
        if (target == context.Count && action is not ScalingAction.Update)
        {
            return;
        }

        memory = memory with { ExpectedShards = target };
        if (action is ScalingAction.SplitHot)
        {
            double load = context.Hot.Hottest?.Load ?? 0;
            bool inVain = memory.HotLoadBefore > 0 && load >= memory.HotLoadBefore * 0.9;
            context.Memory = memory with { HotLoadBefore = load, HotSplitsInVain = inVain ? memory.HotSplitsInVain + 1 : 0 };
            return;
        }

        if (action is ScalingAction.Update { Means: ReshardMeans.OneCall })
        {
            memory = memory with { Calls = [.. memory.Calls, now], UpdateStarted = now };
        }

        if (target > context.Count)
        {
            TimeSpan flap = context.Options.HoldWindow * memory.HoldFactor * 2;
            bool flapped = memory.ShrunkAt is { } shrunk && now - shrunk < flap && (memory.HoldChangedAt is not { } changed || changed < shrunk);
            memory = memory with { GrownAt = now, HoldFactor = flapped ? Math.Min(8, memory.HoldFactor * 2) : memory.HoldFactor, HoldChangedAt = flapped ? now : memory.HoldChangedAt };
        }
        else if (target < context.Count)
        {
            memory = memory with { ShrunkAt = now };
        }

        context.Memory = memory;
    }
}
