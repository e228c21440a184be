namespace LogFunctions.Cli.Check;

/// <summary>The fields of an accepted line, as text.</summary>
internal sealed record ParsedLine(
    string Kind, DateTimeOffset Time, bool HasOwnTime, string Endpoint, int Status, long LatencyUs, long Bytes, string Region, string Client);
