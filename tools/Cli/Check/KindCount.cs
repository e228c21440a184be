namespace LogFunctions.Cli.Check;

/// <summary>What one kind of line came to.</summary>
internal sealed record KindCount(long Lines, long WithLatency, long WithRegion);
