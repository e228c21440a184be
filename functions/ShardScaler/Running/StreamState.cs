using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Running;

/// <summary>A stream as the service describes it.</summary>
/// <param name="IsActive">False while it is created, resharded or deleted.</param>
/// <param name="IsOnDemand">The service counts its shards.</param>
/// <param name="Open">Open shards.</param>
internal sealed record StreamState(bool IsActive, bool IsOnDemand, IReadOnlyList<OpenShard> Open);
