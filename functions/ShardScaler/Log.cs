using LogFunctions.Hosting;
using LogFunctions.ShardScaler.Plans;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler;

/// <summary>What the function tells its log.</summary>
internal sealed class Log(FunctionLog log)
{
    /// <summary>A log that keeps nothing.</summary>
    public static Log None { get; } = new(FunctionLog.None);

    public void Decided(ScalingDecision decision, bool dryRun) =>
        log.Info(301, $"{(dryRun ? "dry run: " : "")}{decision.Action.GetType().Name}: {decision.Reason}");

    public void Stepped(ReshardStep step, int left) => log.Info(302, $"{step switch
    {
        ReshardStep.Split split => $"split {split.Shard.ShardId}",
        ReshardStep.Merge merge => $"merged {merge.Shard.ShardId} and {merge.Adjacent.ShardId}",
        _ => "step",
    }}; {left} steps left");

    public void AnotherInstance() => log.Warn(303, "another instance wrote the state first; this one does nothing");

    public void Refused(string what, string why) => log.Warn(304, $"{what} was refused: {why}; the next minute tries again");

    public void DemandUnknown(Exception cause) => log.Warn(305, $"the metrics could not be read: {cause.Message}");

    public void NotTold(string topic, Exception cause) => log.Warn(307, $"{topic} did not take the message: {cause.Message}");

    public void NeedsMore(int shards, int maximum) => log.Error(306, $"MAX_SHARDS is {maximum}, but {shards} shards are needed");
}
