namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>What an expression is evaluated over.</summary>
/// <param name="StartSeconds">Unix seconds, inclusive; a value counts when its period starts within the range.</param>
/// <param name="EndSeconds">Unix seconds, exclusive.</param>
/// <param name="PeriodSeconds">Length of a period where neither the expression nor its metrics say one.</param>
public readonly record struct TimeRange(long StartSeconds, long EndSeconds, int PeriodSeconds)
{
    /// <summary>What periods are counted from, Unix seconds; 0 = they are aligned to the epoch. Alarms count them back from the present.</summary>
    public long OriginSeconds { get; init; }

    /// <summary>Starts of the periods of the range.</summary>
    internal IEnumerable<long> Periods(int periodSeconds)
    {
        long remainder = (StartSeconds - OriginSeconds) % periodSeconds;
        for (long start = StartSeconds - (remainder < 0 ? remainder + periodSeconds : remainder); start < EndSeconds; start += periodSeconds)
        {
            yield return start;
        }
    }
}
