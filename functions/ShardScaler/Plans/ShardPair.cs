namespace LogFunctions.ShardScaler.Plans;

/// <summary>Two neighbours to be merged.</summary>
internal readonly record struct ShardPair(string Left, string Right);
