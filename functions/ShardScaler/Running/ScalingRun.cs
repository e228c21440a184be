using System.Globalization;
using LogFunctions.ShardScaler.Plans;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>
/// One look at the stream: observe, decide, store, act. The state is stored before anything is changed, on the condition that nobody else has
/// stored one since: of two instances one acts. A crash between storing and acting leaves a plan that the next minute goes on with, or a
/// call that was counted and not made.
/// </summary>
internal sealed class ScalingRun(
    IStreamControl control, IDemandSource demandSource, IHeatSource? heatSource, IControlStore store, ShardScalerOptions options, ScalerMetrics? metrics, DecisionNotifier? notifier, Log log, TimeProvider time)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(2);

    /// <summary>Left of an invocation for the answer when it stops making steps.</summary>
    private static readonly TimeSpan s_spare = TimeSpan.FromSeconds(5);

    /// <summary>When the service says that a limit is reached that we did not count to, no call is made for about three hours.</summary>
    private static readonly TimeSpan s_limitAge = TimeSpan.FromHours(21);

    /// <summary>Advice is the same every minute; people are told so often.</summary>
    private static readonly TimeSpan s_adviceAge = TimeSpan.FromHours(6);

    /// <summary>Looks once; null when another instance was faster.</summary>
    public async Task<ScalingDecision?> RunAsync(TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset stepUntil = now + timeLeft - s_spare;
        ControlState state = await store.LoadAsync(cancellationToken);
        StreamState stream = await control.DescribeAsync(cancellationToken);
        ReshardPlan? plan = PlanOf(state);
        if (plan is not null && stream.IsActive && plan.NextStep(stream.Open) is null)
        {
            plan = null;
        }

        ScalingSituation situation = await ObserveAsync(now, stream, plan, cancellationToken);
        (ScalingDecision decision, ScalingMemory memory) = ScalingPolicy.Decide(situation, state.Memory, options.Policy);
        Tell(decision);
        if (options.DryRun)
        {
            return decision;
        }

        ReshardPlan? next = NextPlan(decision.Action, plan, stream.Open);
        bool isNew = next is not null && next != plan;
        bool advises = decision.Action is ScalingAction.Advise || decision.NeedsBeyondMaximum is not null;
        bool isTold = advises ? now - (state.AdvisedAt ?? DateTimeOffset.MinValue) >= s_adviceAge : decision.Action is not ScalingAction.Hold;
        ControlState? stored = await store.SaveAsync(
            state with
            {
                Memory = memory,
                AdvisedAt = advises && isTold ? now : state.AdvisedAt,
                PlanStarts = next?.Starts.Select(s => s.ToString(CultureInfo.InvariantCulture)).ToArray(),
                PlanReason = next is null ? null : isNew ? decision.Reason : state.PlanReason,
                PlanStartedAt = next is null ? null : isNew ? now : state.PlanStartedAt,
            },
            cancellationToken);
        if (stored is null)
        {
            log.AnotherInstance();
            return null;
        }

        if (decision.Action is not ScalingAction.Hold)
        {
            await store.KeepAsync(now, decision, cancellationToken);
        }

        string? refusal = decision.Action is ScalingAction.Update { Means: ReshardMeans.OneCall } update ? await CallAsync(update.Target, stored, cancellationToken) : null;
        if (isTold && notifier is not null)
        {
            await notifier.SendAsync(now, decision, refusal, cancellationToken);
        }

        if (next is not null)
        {
            await StepAsync(next, stepUntil, cancellationToken);
        }

        return decision;
    }

    /// <summary>The plan in the state; null when there is none.</summary>
    internal static ReshardPlan? PlanOf(ControlState state) =>
        state.PlanStarts is { Count: > 0 } starts ? new ReshardPlan(starts.Select(s => UInt128.Parse(s, NumberStyles.None, CultureInfo.InvariantCulture))) : null;

    private static ReshardPlan? NextPlan(ScalingAction action, ReshardPlan? current, IReadOnlyList<OpenShard> open) => action switch
    {
        ScalingAction.Update { Means: ReshardMeans.OneCall } => null,
        ScalingAction.Update update => ReshardPlan.Uniform(update.Target, open),
        ScalingAction.SplitAll => ReshardPlan.Halving(open),
        ScalingAction.SplitHot hot => ReshardPlan.Splitting(hot.HashKey, open),
        ScalingAction.MergePairs merge => ReshardPlan.Merging(merge.Pairs, open),
        _ => current,
    };

    private async Task<T> TryAsync<T>(Func<Task<T>> readAsync, T unknown)
    {
        try
        {
            return await readAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.DemandUnknown(exception);
            return unknown;
        }
    }

    private async Task<ScalingSituation> ObserveAsync(DateTimeOffset now, StreamState stream, ReshardPlan? plan, CancellationToken cancellationToken)
    {
        // Without either nothing is decided, but a plan goes on.
        StreamDemand demand = await TryAsync(() => demandSource.ReadAsync(now, cancellationToken), StreamDemand.None);
        StreamHeat heat = heatSource is null ? StreamHeat.None : await TryAsync(() => heatSource.ReadAsync(now, stream.Open, cancellationToken), StreamHeat.None);
        return new ScalingSituation
        {
            Now = now,
            Demand = HeatOverlay.Apply(demand.Series, heat, demand.ThrottleFactor, now),
            BacklogSeconds = demand.BacklogSeconds,
            Shards = [.. stream.Open.Select(s => new ShardLoad(s, heat.Loads.TryGetValue(s.ShardId, out double load) ? load : double.NaN))],
            IsActive = stream.IsActive,
            Mode = stream.IsOnDemand ? CapacityMode.OnDemand : CapacityMode.Provisioned,
            Plan = plan,
            Floors = await store.FloorsAsync(cancellationToken),
        };
    }

    /// <returns>Why the service did not take the call; null when it did.</returns>
    private async Task<string?> CallAsync(int target, ControlState stored, CancellationToken cancellationToken)
    {
        try
        {
            await control.UpdateShardCountAsync(target, cancellationToken);
            return null;
        }
        catch (StreamRefusedException refused)
        {
            log.Refused($"UpdateShardCount to {target}", refused.Message);
            ScalingMemory memory = stored.Memory with { UpdateStarted = null, ExpectedShards = null };
            if (refused.IsLimit)
            {
                int unknown = Math.Max(0, options.Policy.CallsPerDay - memory.Calls.Count);
                memory = memory with { Calls = [.. memory.Calls, .. Enumerable.Repeat(time.GetUtcNow() - s_limitAge, unknown)] };
            }

            await store.SaveAsync(stored with { Memory = memory }, cancellationToken);
            return refused.Message;
        }
    }

    /// <summary>One step per ACTIVE stream, as long as there is time; the next invocation goes on.</summary>
    private async Task StepAsync(ReshardPlan plan, DateTimeOffset stepUntil, CancellationToken cancellationToken)
    {
        while (time.GetUtcNow() < stepUntil)
        {
            StreamState stream = await control.DescribeAsync(cancellationToken);
            if (stream.IsActive)
            {
                if (plan.NextStep(stream.Open) is not { } step)
                {
                    return;
                }

                try
                {
                    await control.DoAsync(step, cancellationToken);
                    log.Stepped(step, plan.StepsLeft(stream.Open) - 1);
                }
                catch (StreamRefusedException refused)
                {
                    log.Refused(step.GetType().Name, refused.Message);
                }
            }

            await Task.Delay(s_poll, time, cancellationToken);
        }
    }

    private void Tell(ScalingDecision decision)
    {
        metrics?.Write(decision);
        log.Decided(decision, options.DryRun);
        if (decision.NeedsBeyondMaximum is { } needed)
        {
            log.NeedsMore(needed, options.Policy.MaxShards);
        }
    }
}
