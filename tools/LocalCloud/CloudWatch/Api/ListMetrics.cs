using System.Globalization;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>ListMetrics: by namespace, name and dimensions; a dimension without value means any value.</summary>
internal static class ListMetrics
{
    private const int PageSize = 500;

    public static JsonObject Answer(RequestReader request, MetricCollector metrics)
    {
        string? metricNamespace = request.Text("Namespace");
        string? name = request.Text("MetricName");
        (string Name, string? Value)[] filters = [.. request.List("Dimensions").Select(filter => (filter.RequiredText("Name"), filter.Text("Value")))];
        int skip = request.Text("NextToken") is not { } token ? 0
            : int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int there) ? there
            : throw request.Invalid("NextToken", "it is not of an answer of ListMetrics.");
        MetricKey[] found =
        [
            .. metrics.Keys()
                .Where(key => (metricNamespace is null || key.Namespace == metricNamespace) && (name is null || key.Name == name) && HasAll(key, filters))
                .OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Dimensions, StringComparer.Ordinal),
        ];
        var answer = new JsonObject { ["Metrics"] = new JsonArray([.. found.Skip(skip).Take(PageSize).Select(ToJson)]) };
        if (skip + PageSize < found.Length)
        {
            answer["NextToken"] = (skip + PageSize).ToString(CultureInfo.InvariantCulture);
        }

        return answer;
    }

    /// <summary>Namespace, MetricName and Dimensions.</summary>
    public static JsonNode ToJson(MetricKey key) => new JsonObject
    {
        ["Namespace"] = key.Namespace,
        ["MetricName"] = key.Name,
        ["Dimensions"] = new JsonArray([.. MetricDimensions.Parse(key.Dimensions).Select(dimension => (JsonNode)new JsonObject { ["Name"] = dimension.Name, ["Value"] = dimension.Value })]),
    };

    private static bool HasAll(MetricKey key, (string Name, string? Value)[] filters)
    {
        IReadOnlyList<(string Name, string Value)> dimensions = filters.Length == 0 ? [] : MetricDimensions.Parse(key.Dimensions);
        return filters.All(filter => dimensions.Any(dimension => dimension.Name == filter.Name && (filter.Value is null || dimension.Value == filter.Value)));
    }
}
