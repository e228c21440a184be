using static System.FormattableString;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>On-demand streams count their shards themselves: what is left is warm throughput, and advice.</summary>
internal static class OnDemandAdvice
{
    /// <summary>What a shard takes, MiB/s.</summary>
    private const int MiBpsPerShard = 1;

    /// <summary>The decision for a stream that is not provisioned.</summary>
    public static ScalingDecision For(PolicyContext context)
    {
        if (context.Outlook is not { } outlook)
        {
            return Make(context, new ScalingAction.Hold(), "on-demand stream; no minute of the last ten is known", HeldBack.MissingMetrics);
        }

        double foretold = context.Forecast is { } forecast && context.Memory.Forecast is { Trusted: true } ? forecast.Max(1, 30) : 0;
        double wanted = Math.Max(outlook.Need, foretold * (1 + context.Options.MinMargin));
        if (context.Situation.Mode == CapacityMode.OnDemandAdvantage && wanted > context.Count && context.Situation.IsActive)
        {
            int throughput = Math.Min(10_240, (int)Math.Ceiling(wanted) * MiBpsPerShard);
            return Make(context, new ScalingAction.SetWarmThroughput(throughput), Invariant($"warm throughput {throughput} MiB/s: {wanted:0.0} shards' worth is wanted, {context.Count} are open"), HeldBack.None);
        }

        string words = Invariant($"on-demand stream: demand {outlook.Level:0.00} shards; provisioned it would be {Math.Ceiling(outlook.Need):0} shards, ${Math.Ceiling(outlook.Need) * context.Options.ShardHourUsd:0.000} an hour");
        return Make(context, new ScalingAction.Advise(), words, HeldBack.None);
    }

    private static ScalingDecision Make(PolicyContext context, ScalingAction action, string reason, HeldBack heldBack) => new()
    {
        Action = action,
        Reason = reason,
        HeldBack = heldBack,
        OpenShards = context.Count,
        TargetShards = context.Count,
        DemandShards = context.Outlook?.Level ?? 0,
        Margin = context.Outlook?.Margin ?? 0,
        CallsLeft = context.CallsLeft,
        Forecast = context.Memory.Forecast,
    };
}
