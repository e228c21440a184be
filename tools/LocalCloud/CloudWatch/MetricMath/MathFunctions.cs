namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>The functions of metric math: how many arguments each takes, and which only AWS can evaluate.</summary>
internal static class MathFunctions
{
    /// <summary>Least and most arguments.</summary>
    private static readonly Dictionary<string, (int Min, int Max)> s_arguments = new(StringComparer.Ordinal)
    {
        ["ABS"] = (1, 1),
        ["ANOMALY_DETECTION_BAND"] = (1, 2),
        ["AVG"] = (1, 1),
        ["CEIL"] = (1, 1),
        ["DATAPOINT_COUNT"] = (1, 1),
        ["DATE"] = (1, 1),
        ["DAY"] = (1, 1),
        ["DIFF"] = (1, 1),
        ["DIFF_TIME"] = (1, 1),
        ["EPOCH"] = (1, 1),
        ["FILL"] = (2, 2),
        ["FIRST"] = (1, 1),
        ["FLOOR"] = (1, 1),
        ["HOUR"] = (1, 1),
        ["IF"] = (2, 3),
        ["LAST"] = (1, 1),
        ["LOG"] = (1, 1),
        ["LOG10"] = (1, 1),
        ["MAX"] = (1, 1),
        ["METRIC_COUNT"] = (1, 1),
        ["METRICS"] = (0, 1),
        ["MIN"] = (1, 1),
        ["MINUTE"] = (1, 1),
        ["MONTH"] = (1, 1),
        ["PERIOD"] = (1, 1),
        ["RATE"] = (1, 1),
        ["REMOVE_EMPTY"] = (1, 1),
        ["RUNNING_SUM"] = (1, 1),
        ["SEARCH"] = (2, 3),
        ["SLICE"] = (2, 3),
        ["SORT"] = (3, 4),
        ["STDDEV"] = (1, 1),
        ["SUM"] = (1, 1),
        ["TIME_SERIES"] = (1, 1),
        ["YEAR"] = (1, 1),
    };

    private static readonly HashSet<string> s_awsOnly = new(StringComparer.Ordinal) { "DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA", "SERVICE_QUOTA" };

    /// <summary>Functions that are evaluated here.</summary>
    public static IEnumerable<string> Known => s_arguments.Keys;

    /// <summary>Whether a function needs what only AWS has.</summary>
    public static bool IsAwsOnly(string function) => s_awsOnly.Contains(function);

    /// <summary>The same call, when there is such a function with so many arguments.</summary>
    /// <exception cref="MathException">There is not.</exception>
    public static CallNode Checked(CallNode call)
    {
        if (s_awsOnly.Contains(call.Function))
        {
            return call;
        }

        if (!s_arguments.TryGetValue(call.Function, out (int Min, int Max) allowed))
        {
            throw new MathException($"there is no function {call.Function}", call.Position);
        }

        int count = call.Arguments.Count;
        return count >= allowed.Min && count <= allowed.Max
            ? call
            : throw new MathException($"{call.Function} takes {(allowed.Min == allowed.Max ? $"{allowed.Min}" : $"{allowed.Min} to {allowed.Max}")} arguments, not {count}", call.Position);
    }
}
