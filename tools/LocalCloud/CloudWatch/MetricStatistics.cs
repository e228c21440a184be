namespace LogFunctions.LocalCloud;

/// <summary>The statistic set of one metric since the start.</summary>
public readonly record struct MetricStatistics(long SampleCount, double Sum, double Minimum, double Maximum, double Latest)
{
    internal MetricStatistics AddSet(long count, double sum, double minimum, double maximum) => SampleCount == 0
        ? new MetricStatistics(count, sum, minimum, maximum, maximum)
        : new MetricStatistics(SampleCount + count, Sum + sum, Math.Min(Minimum, minimum), Math.Max(Maximum, maximum), maximum);

    internal MetricStatistics Add(double value, long count) => SampleCount == 0
        ? new MetricStatistics(count, value * count, value, value, value)
        : new MetricStatistics(SampleCount + count, Sum + (value * count), Math.Min(Minimum, value), Math.Max(Maximum, value), value);
}
