namespace LogFunctions.LocalCloud;

/// <summary>The values of one period.</summary>
/// <param name="StartSeconds">Its start, Unix seconds, a multiple of the period.</param>
/// <param name="Values">What came within it.</param>
public readonly record struct MetricPoint(long StartSeconds, ValueDistribution Values);
