namespace LogFunctions.ShardScaler.Policy;

/// <summary>Somebody's request for a minimum until a time; the highest wins.</summary>
/// <param name="Who">Who asks, for the reason.</param>
/// <param name="Shards">At least so many.</param>
/// <param name="Until">Void from then on.</param>
internal sealed record ScalingFloor(string Who, int Shards, DateTimeOffset Until);
