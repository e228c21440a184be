using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>Demand by minute, and the backlog in seconds.</summary>
internal sealed record StreamDemand(DemandSeries Series, double BacklogSeconds);
