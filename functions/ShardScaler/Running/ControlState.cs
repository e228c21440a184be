using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>What is stored between invocations: the policy's memory, and the plan that is being carried out.</summary>
internal sealed record ControlState
{
    /// <summary>Of the stored item; 0 = there is none yet.</summary>
    public long Version { get; init; }

    /// <summary>The policy's.</summary>
    public ScalingMemory Memory { get; init; } = new();

    /// <summary>Where the plan's shards begin, decimal hash keys; null when there is no plan.</summary>
    public IReadOnlyList<string>? PlanStarts { get; init; }

    /// <summary>Why it was made.</summary>
    public string? PlanReason { get; init; }

    /// <summary>When people were last told that something needs them (advice, or the maximum).</summary>
    public DateTimeOffset? AdvisedAt { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? PlanStartedAt { get; init; }
}
