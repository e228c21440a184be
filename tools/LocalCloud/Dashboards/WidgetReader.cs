using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Reads one widget: its place, and the properties of its type.</summary>
internal static class WidgetReader
{
    private const int DefaultSize = 6;

    /// <summary>Size and wanted place; what is wrong is noted by <see cref="Read"/>.</summary>
    public static (int? X, int? Y, int Width, int Height) ReadPlace(BodyNode node)
    {
        BodyNode silent = node with { Problems = [] };
        return (silent["x"].Whole(0, 23), silent["y"].Whole(0, int.MaxValue), silent["width"].Whole(1, 24) ?? DefaultSize, silent["height"].Whole(1, 1000) ?? DefaultSize);
    }

    public static Widget Read(BodyNode node, int index, GridPlace place)
    {
        BodyNode widget = node.Object();
        if (node.Node is not JsonObject)
        {
            if (node.IsMissing)
            {
                node.Problem("is null; a widget is an object");
            }

            return new Widget { Index = index, Type = "", Title = "", Place = place };
        }

        widget.NoOther("type", "x", "y", "width", "height", "properties", "id");
        widget["x"].Whole(0, GridPlace.Columns - 1);
        widget["y"].Whole(0, int.MaxValue);
        widget["width"].Whole(1, GridPlace.Columns);
        widget["height"].Whole(1, 1000);
        if (widget["x"].IsMissing != widget["y"].IsMissing)
        {
            widget[widget["x"].IsMissing ? "x" : "y"].Problem("is missing; x and y go together");
        }

        string type = widget["type"].RequiredText("metric, text, alarm, log, custom or explorer");
        BodyNode properties = widget["properties"].Object();
        if (widget["properties"].IsMissing)
        {
            widget["properties"].Problem("is missing");
        }

        var read = new Widget { Index = index, Type = type, Title = properties["title"].Text() ?? "", Place = place };
        return type switch
        {
            "metric" => read with { Metric = MetricWidgetReader.Read(properties) },
            "explorer" => read with { Metric = ExplorerReader.Read(properties) },
            "text" => read with { Text = ReadText(properties) },
            "alarm" => read with { Alarm = ReadAlarm(properties) },
            "log" => read with { Log = ReadLog(properties) },
            "custom" => read with { Custom = ReadCustom(properties) },
            _ => Unknown(widget["type"], type, read),
        };
    }

    private static Widget Unknown(BodyNode node, string type, Widget read)
    {
        if (type.Length > 0)
        {
            node.Problem($"'{type}' is not drawn; metric, text, alarm, log, custom and explorer are");
        }

        return read;
    }

    private static TextWidget ReadText(BodyNode properties)
    {
        properties.NoOther("markdown", "background", "title");
        return new TextWidget(properties["markdown"].RequiredText("the text"), properties["background"].OneOf("solid", "transparent") == "transparent");
    }

    private static AlarmWidget ReadAlarm(BodyNode properties)
    {
        properties.NoOther("alarms", "sortBy", "states", "title", "region", "accountId");
        IReadOnlyList<BodyNode> alarms = properties["alarms"].Items();
        if (alarms.Count is 0 or > 100)
        {
            properties["alarms"].Problem(alarms.Count == 0 ? "is missing or empty; it lists 1 to 100 ARNs" : $"has {alarms.Count} alarms; 100 are drawn");
        }

        return new AlarmWidget(
            [.. alarms.Select(alarm => alarm.Text()).OfType<string>().Take(100)],
            properties["sortBy"].OneOf("default", "stateUpdatedTimestamp", "timestamp") ?? "default",
            [.. properties["states"].Items().Select(state => state.OneOf("ALARM", "INSUFFICIENT_DATA", "OK")).OfType<string>()]);
    }

    private static LogWidget ReadLog(BodyNode properties)
    {
        properties.NoOther("query", "queryLanguage", "queryBy", "logGroups", "logGroupPrefixes", "accountId", "accountIds", "region", "title", "view", "stacked", "timezone", "legend", "yAxis", "start", "end");
        return new LogWidget(
            properties["query"].RequiredText("a Logs Insights query"),
            properties["view"].OneOf("table", "timeSeries", "bar", "pie") ?? "table",
            properties["stacked"].Flag(false),
            properties["region"].Text());
    }

    private static CustomWidget ReadCustom(BodyNode properties)
    {
        properties.NoOther("endpoint", "params", "updateOn", "title");
        BodyNode updateOn = properties["updateOn"].Object();
        updateOn.NoOther("refresh", "resize", "timeRange");
        string endpoint = properties["endpoint"].RequiredText("the ARN of a Lambda function");
        JsonNode? parameters = properties["params"].Node;
        if (parameters is not (null or JsonObject))
        {
            properties["params"].Problem($"is {properties["params"].Kind()}; an object is expected");
        }

        return new CustomWidget(endpoint, parameters as JsonObject, updateOn["refresh"].Flag(true), updateOn["resize"].Flag(true), updateOn["timeRange"].Flag(true));
    }
}
