namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>
/// Reads an explorer widget as searches: one per metric, over all resources of its type. Tags and properties of resources are no metrics:
/// what asks for them is said to the viewer, not followed.
/// </summary>
internal static class ExplorerReader
{
    public static MetricWidget Read(BodyNode properties)
    {
        properties.NoOther("aggregateBy", "labels", "metrics", "period", "splitBy", "title", "widgetOptions", "region", "accountId");
        BodyNode options = properties["widgetOptions"].Object();
        options.NoOther("legend", "rowsPerPage", "stacked", "view", "widgetsPerRow");
        options["legend"].Object().NoOther("position");
        properties["aggregateBy"].Object().NoOther("key", "func");
        if (properties["metrics"].IsMissing)
        {
            properties["metrics"].Problem("is missing; it lists 1 to 100 metrics");
        }

        int period = MetricWidgetReader.ReadPeriod(properties["period"]) ?? 300;
        IEnumerable<string> notFollowed = new (string Name, string Said)[] { ("labels", "filter by tags"), ("aggregateBy", "aggregation by tags"), ("splitBy", "split by tags") }
            .Where(part => !properties[part.Name].IsMissing && !(properties[part.Name].Node is System.Text.Json.Nodes.JsonArray { Count: 0 }))
            .Select(part => part.Said);
        string note = string.Join(", ", notFollowed);
        return new MetricWidget
        {
            View = options["view"].OneOf("timeSeries", "bar", "pie") ?? "timeSeries",
            Stacked = options["stacked"].Flag(false),
            Legend = options["legend"]["position"].OneOf("right", "bottom", "hidden") ?? "bottom",
            PeriodSeconds = period,
            Region = properties["region"].Text(),
            Metrics = [.. properties["metrics"].Items().Select(metric => ReadMetric(metric, period)).OfType<WidgetMetric>()],
            Note = note.Length == 0 ? null : $"All resources of the type: {note} needs their tags, which metrics do not have.",
        };
    }

    private static WidgetMetric? ReadMetric(BodyNode node, int period)
    {
        node.Object().NoOther("metricName", "resourceType", "stat");
        string name = node["metricName"].RequiredText("the name of a metric");
        string type = node["resourceType"].RequiredText("such as AWS::Lambda::Function");
        string stat = MetricWidgetReader.CheckStat(node["stat"]) ?? "Average";
        if (name.Length == 0 || type.Length == 0)
        {
            return null;
        }

        if (!ExplorerResources.Dimensions.TryGetValue(type, out string? dimensions))
        {
            node["resourceType"].Problem($"'{type}' is not known");
            return null;
        }

        return new WidgetMetric
        {
            Path = node.Path,
            Expression = $"SEARCH('{{{dimensions}}} MetricName=\"{name}\"', '{stat}', {period})",
            Stat = stat,
        };
    }
}
