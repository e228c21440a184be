namespace LogFunctions.LocalCloud;

/// <summary>One metric: its name and its dimensions as <see cref="MetricDimensions"/> writes them (empty: without dimensions).</summary>
public readonly record struct MetricKey(string Namespace, string Name, string Dimensions);
