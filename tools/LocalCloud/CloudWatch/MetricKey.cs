namespace LogFunctions.LocalCloud;

/// <summary>One metric: its name and its dimensions as <c>Name=Value,Name=Value</c>, sorted by name (empty: without dimensions).</summary>
public readonly record struct MetricKey(string Namespace, string Name, string Dimensions);
