using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.LocalCloud.Page;

/// <summary>The metrics that an alarm looks at, as a widget would name them.</summary>
internal static class AlarmMetrics
{
    /// <param name="alarm">As DescribeAlarms answers.</param>
    public static IReadOnlyList<WidgetMetric> Of(JsonObject alarm)
    {
        if (alarm["Metrics"] is JsonArray { Count: > 0 } queries)
        {
            return [.. queries.OfType<JsonObject>().Select((query, i) => Read(query["MetricStat"]?["Metric"] as JsonObject, query["MetricStat"] as JsonObject, i) with
            {
                Expression = query["Expression"]?.ToString(),
                Id = query["Id"]?.ToString(),
                Label = query["Label"]?.ToString(),
                Visible = (bool?)query["ReturnData"] ?? true,
            })];
        }

        return alarm["MetricName"] is null ? [] : [Read(alarm, alarm, 0)];
    }

    private static WidgetMetric Read(JsonObject? metric, JsonObject? stat, int index) => new()
    {
        Path = $"$.alarm.metrics[{index}]",
        Namespace = metric?["Namespace"]?.ToString() ?? "",
        Name = metric?["MetricName"]?.ToString() ?? "",
        Dimensions = [.. (metric?["Dimensions"] as JsonArray ?? []).OfType<JsonObject>().Select(pair => KeyValuePair.Create(pair["Name"]!.ToString(), pair["Value"]!.ToString()))],
        Stat = (stat?["Stat"] ?? stat?["Statistic"] ?? stat?["ExtendedStatistic"])?.ToString() ?? "Average",
        PeriodSeconds = (int?)(double?)stat?["Period"],
    };
}
