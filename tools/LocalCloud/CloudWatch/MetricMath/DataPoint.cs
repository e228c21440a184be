namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>One value of a series.</summary>
/// <param name="Seconds">Start of its period, Unix seconds.</param>
/// <param name="Value">Finite.</param>
public readonly record struct DataPoint(long Seconds, double Value);
