namespace LogFunctions.Core.Parsing;

/// <summary>Which key of a JSON line was taken for a field.</summary>
/// <param name="Field">
/// Name of the field: time, client, region, method, endpoint, status, latency or bytes; empty = the key was not used.
/// </param>
/// <param name="Key">The key, of an inner object's member with points; of a line in a line behind the key that holds it.</param>
/// <param name="Unit">How the value was taken, in words; empty where there is nothing to say.</param>
public sealed record JsonFieldUse(string Field, string Key, string Unit);
