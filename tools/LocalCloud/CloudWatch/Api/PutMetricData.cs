using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>PutMetricData, all or nothing: what is wrong in one datum refuses the call.</summary>
internal static class PutMetricData
{
    private const int MaxMetrics = 1000;
    private const int MaxValues = 150;

    // 2^360, the largest value that CloudWatch takes.
    private static readonly double s_largest = Math.Pow(2, 360);

    public static JsonObject Answer(RequestReader request, MetricCollector metrics, long nowSeconds)
    {
        string metricNamespace = request.RequiredText("Namespace");
        if (metricNamespace.StartsWith("AWS/", StringComparison.Ordinal) || metricNamespace.Length > 255)
        {
            throw request.Invalid("Namespace", "1 to 255 characters, and AWS/ is for services of AWS.");
        }

        IReadOnlyList<RequestReader> data = request.List("MetricData");
        if (data.Count is 0 or > MaxMetrics)
        {
            throw CloudWatchApiException.Validation($"MetricData holds {data.Count} metrics; 1 to {MaxMetrics} are allowed.");
        }

        foreach (Action add in data.Select(datum => Read(datum, metricNamespace, metrics, nowSeconds)).ToArray())
        {
            add();
        }

        return [];
    }

    private static Action Read(RequestReader datum, string metricNamespace, MetricCollector metrics, long nowSeconds)
    {
        var key = new MetricKey(metricNamespace, datum.RequiredText("MetricName"), datum.Dimensions("Dimensions"));
        long second = (long)Math.Floor(datum.Time("Timestamp") ?? nowSeconds);
        IReadOnlyList<double> values = datum.Numbers("Values");
        double? one = datum.Number("Value");
        RequestReader? set = datum.Child("StatisticValues");
        if ((values.Count > 0 ? 1 : 0) + (one is null ? 0 : 1) + (set is null ? 0 : 1) != 1)
        {
            throw datum.Invalid("MetricName", "each metric has exactly one of Value, Values and StatisticValues.");
        }

        if (set is not null)
        {
            return ReadSet(set, key, second, metrics);
        }

        (double Value, long Count)[] pairs = one is { } single ? [(Finite(datum, "Value", single), 1)] : ReadPairs(datum, values);
        return () =>
        {
            foreach ((double value, long count) in pairs)
            {
                metrics.Add(key, second, value, count);
            }
        };
    }

    private static (double Value, long Count)[] ReadPairs(RequestReader datum, IReadOnlyList<double> values)
    {
        IReadOnlyList<double> counts = datum.Numbers("Counts");
        if (values.Count > MaxValues || (counts.Count != 0 && counts.Count != values.Count))
        {
            throw datum.Invalid("Values", $"at most {MaxValues}, and as many Counts as Values; here {values.Count} and {counts.Count}.");
        }

        return [.. values.Select((value, index) => (Finite(datum, "Values", value), Count(datum, counts.Count == 0 ? 1 : counts[index])))];
    }

    private static Action ReadSet(RequestReader set, MetricKey key, long second, MetricCollector metrics)
    {
        double Member(string name) => Finite(set, name, set.Number(name) ?? throw CloudWatchApiException.Missing(name));
        (long count, double sum, double minimum, double maximum) = (Count(set, Member("SampleCount")), Member("Sum"), Member("Minimum"), Member("Maximum"));
        return minimum <= maximum ? () => metrics.AddSet(key, second, count, sum, minimum, maximum) : throw set.Invalid("Minimum", "it is larger than Maximum.");
    }

    // The collector counts whole values; CloudWatch takes fractions of them, too, which nothing here sends.
    private static long Count(RequestReader datum, double count) => count >= 1 && count <= 1e15 ? (long)Math.Round(count) : throw datum.Invalid("Counts", $"{count} is not 1 or more.");

    private static double Finite(RequestReader datum, string member, double value) =>
        double.IsFinite(value) && Math.Abs(value) <= s_largest ? value : throw datum.Invalid(member, $"{value} is outside what a metric may be (up to 2^360).");
}
