using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.LocalCloud.Page;

/// <summary>Makes the request for a widget's series: one per region, as math goes over metrics of one.</summary>
internal static class WidgetQueries
{
    /// <summary>Points of a series that are asked for at most; a screen has few more columns.</summary>
    public const int PointsMax = 1_500;

    private static readonly int[] s_periods = [1, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

    /// <summary>A series to ask for.</summary>
    /// <param name="Id">Its id within the request.</param>
    /// <param name="Metric">What is shown.</param>
    /// <param name="PeriodSeconds">Length of a point.</param>
    public sealed record Wanted(string Id, WidgetMetric Metric, int PeriodSeconds);

    /// <summary>The requests, and what their ids stand for.</summary>
    public static IReadOnlyList<(string? Region, JsonObject Request, IReadOnlyList<Wanted> Wanted)> Build(MetricWidget widget, DataRange range)
    {
        range = IsOfAnyPeriod(widget) ? range : range with { CapSeconds = null };
        HashSet<string> taken = [.. widget.Metrics.Select(metric => metric.Id).OfType<string>()];
        Wanted[] all = [.. widget.Metrics.Select((metric, i) => new Wanted(metric.Id ?? FreeId(taken, i), metric, PeriodOf(metric.PeriodSeconds ?? widget.PeriodSeconds, range)))];
        return
        [
            // Expressions belong to the widget's region.
            .. all.GroupBy(wanted => wanted.Metric.Expression is null ? wanted.Metric.Region ?? widget.Region : widget.Region)
                .Select(group => (group.Key, Request(widget, group, range), (IReadOnlyList<Wanted>)[.. group])),
        ];
    }

    /// <summary>The wanted period, or a longer one where it would be too many points or is no longer kept.</summary>
    public static int PeriodOf(int wantedSeconds, DataRange range)
    {
        int wanted = range.PeriodSeconds ?? Math.Min(wantedSeconds, range.CapSeconds ?? int.MaxValue);
        double ageSeconds = (range.Now - range.From).TotalSeconds;
        // CloudWatch keeps seconds for 3 hours, minutes for 15 days, 5 minutes for 63 days, hours for 455 days.
        int kept = ageSeconds > 63 * 86_400 ? 3600 : ageSeconds > 15 * 86_400 ? 300 : ageSeconds > 3 * 3600 + 60 ? 60 : 1;
        double least = Math.Max(kept, (range.To - range.From).TotalSeconds / PointsMax);
        if (wanted >= least)
        {
            return wanted;
        }

        return s_periods.FirstOrDefault(period => period >= least, (int)Math.Ceiling(least / 86_400) * 86_400);
    }

    /// <summary>Whether its values mean the same whatever the period: a percentile does, a sum does not.</summary>
    public static bool IsOfAnyPeriod(MetricWidget widget) => widget.Metrics.Where(metric => metric.Visible).All(metric => metric.Expression is { } expression
        ? expression.Contains("PERIOD(", StringComparison.Ordinal)
        : metric.Stat is not ("Sum" or "SampleCount"));

    private static string FreeId(HashSet<string> taken, int index)
    {
        string id = $"w{index}";
        while (!taken.Add(id))
        {
            id += "_";
        }

        return id;
    }

    private static JsonObject Request(MetricWidget widget, IEnumerable<Wanted> wanted, DataRange range)
    {
        // Whole periods, so that the first point is not a part of one.
        Wanted[] list = [.. wanted];
        long longest = list.Max(one => one.PeriodSeconds);
        long start = range.From.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["StartTime"] = start - (start % longest),
            ["EndTime"] = range.To.ToUnixTimeSeconds() + 1,
            ["ScanBy"] = "TimestampAscending",
            ["MetricDataQueries"] = new JsonArray([.. list.Select(one => (JsonNode)Query(widget, one))]),
        };
    }

    private static JsonObject Query(MetricWidget widget, Wanted wanted)
    {
        WidgetMetric metric = wanted.Metric;
        var query = new JsonObject { ["Id"] = wanted.Id, ["ReturnData"] = metric.Visible };
        if (metric.Label is { Length: > 0 } label)
        {
            query["Label"] = label;
        }

        if ((metric.AccountId ?? widget.AccountId) is { } account && account != "000000000000")
        {
            query["AccountId"] = account;
        }

        if (metric.Expression is { } expression)
        {
            query["Expression"] = expression;
            query["Period"] = wanted.PeriodSeconds;
            return query;
        }

        query["MetricStat"] = new JsonObject
        {
            ["Metric"] = new JsonObject
            {
                ["Namespace"] = metric.Namespace,
                ["MetricName"] = metric.Name,
                ["Dimensions"] = new JsonArray([.. metric.Dimensions.Select(pair => (JsonNode)new JsonObject { ["Name"] = pair.Key, ["Value"] = pair.Value })]),
            },
            ["Period"] = wanted.PeriodSeconds,
            ["Stat"] = metric.Stat,
        };
        return query;
    }
}
