using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>State, decisions and floors of one stream: table Control, or memory in tests.</summary>
internal interface IControlStore
{
    /// <summary>The state (consistent), a new one when there is none.</summary>
    Task<ControlState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Stores it if nobody else has since it was read; null when somebody has, else the state with its new version.</summary>
    Task<ControlState?> SaveAsync(ControlState state, CancellationToken cancellationToken);

    /// <summary>Requests for a minimum; those that expired may be among them.</summary>
    Task<IReadOnlyList<ScalingFloor>> FloorsAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a decision for 30 days.</summary>
    Task KeepAsync(DateTimeOffset time, ScalingDecision decision, CancellationToken cancellationToken);
}
