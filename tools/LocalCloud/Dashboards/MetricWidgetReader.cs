using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Reads the properties of a metric widget.</summary>
internal static partial class MetricWidgetReader
{
    private static readonly string[] s_views = ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"];

    /// <summary>As many rows as CloudWatch takes.</summary>
    private const int MetricsMax = 500;

    public static MetricWidget Read(BodyNode properties)
    {
        properties.NoOther(
            "accountId", "annotations", "legend", "liveData", "metrics", "period", "region", "sparkline", "stacked", "stat", "table", "timezone",
            "title", "view", "yAxis", "start", "end", "setPeriodToTimeRange", "singleValueFullPrecision", "trend", "labels");
        string view = properties["view"].OneOf(s_views) ?? "timeSeries";
        BodyNode annotations = properties["annotations"].Object();
        annotations.NoOther("horizontal", "vertical", "alarms");
        BodyNode axes = properties["yAxis"].Object();
        axes.NoOther("left", "right");
        properties["legend"].Object().NoOther("position");
        properties["labels"].Object().NoOther("visible");
        properties["trend"].Flag(true);
        string? alarm = ReadAlarm(annotations["alarms"], properties["metrics"]);
        var widget = new MetricWidget
        {
            View = view,
            Stacked = properties["stacked"].Flag(false),
            Metrics = ReadMetrics(properties["metrics"], CheckStat(properties["stat"]) ?? "Average"),
            Region = properties["region"].Text(),
            AccountId = properties["accountId"].Text(),
            PeriodSeconds = ReadPeriod(properties["period"]) ?? 300,
            Legend = properties["legend"]["position"].OneOf("right", "bottom", "hidden") ?? "bottom",
            LiveData = properties["liveData"].Flag(false),
            Sparkline = properties["sparkline"].Flag(false),
            SetPeriodToTimeRange = properties["setPeriodToTimeRange"].Flag(false),
            FullPrecision = properties["singleValueFullPrecision"].Flag(false),
            ShowLabels = properties["labels"]["visible"].Flag(true),
            TimezoneMinutes = ReadTimezone(properties["timezone"]),
            Start = TimeText.Check(properties["start"]),
            End = TimeText.Check(properties["end"]),
            Left = ReadAxis(axes["left"]),
            Right = ReadAxis(axes["right"]),
            Horizontal = AnnotationReader.Horizontal(annotations["horizontal"]),
            Vertical = AnnotationReader.Vertical(annotations["vertical"]),
            AlarmArn = alarm,
            Table = ReadTable(properties["table"]),
        };
        if (view == "gauge" && (widget.Left.Min is null || widget.Left.Max is null))
        {
            axes["left"].Problem("has no min or no max; a gauge needs both");
        }

        return widget;
    }

    /// <summary>A period in seconds: 1, 5, 10, 20, 30 or a multiple of 60.</summary>
    public static int? ReadPeriod(BodyNode node)
    {
        if (node.Whole(1, int.MaxValue) is not { } seconds)
        {
            return null;
        }

        if (seconds is 1 or 5 or 10 or 20 or 30 || seconds % 60 == 0)
        {
            return seconds;
        }

        node.Problem($"is {seconds}; 1, 5, 10, 20, 30 and multiples of 60 are periods");
        return null;
    }

    public static string? CheckStat(BodyNode node)
    {
        if (node.Text() is not { } stat)
        {
            return null;
        }

        if (Stat().IsMatch(stat))
        {
            return stat;
        }

        node.Problem($"'{stat}' is no statistic; SampleCount, Average, Sum, Minimum, Maximum, p99, tm99, TM(10%:90%) and their like are");
        return null;
    }

    private static WidgetMetric[] ReadMetrics(BodyNode node, string stat)
    {
        IReadOnlyList<BodyNode> rows = node.Items();
        if (rows.Count > MetricsMax)
        {
            node.Problem($"has {rows.Count} rows; CloudWatch takes {MetricsMax}");
        }

        return MetricRowReader.Read(rows, stat);
    }

    private static string? ReadAlarm(BodyNode alarms, BodyNode metrics)
    {
        IReadOnlyList<BodyNode> list = alarms.Items();
        if (list.Count > 1)
        {
            alarms.Problem($"has {list.Count} alarms; a widget shows one");
        }

        if (list.Count == 0 && metrics.IsMissing)
        {
            metrics.Problem("is missing, and there is no alarm annotation: nothing to draw");
        }

        return list.Count > 0 ? list[0].Text() : null;
    }

    private static AxisOptions ReadAxis(BodyNode node)
    {
        BodyNode axis = node.Object();
        axis.NoOther("min", "max", "label", "showUnits");
        return new AxisOptions(axis["min"].Number(), axis["max"].Number(), axis["label"].Text(), axis["showUnits"].Flag(true));
    }

    private static TableOptions ReadTable(BodyNode node)
    {
        BodyNode table = node.Object();
        table.NoOther("layout", "stickySummary", "showTimeSeriesData", "summaryColumns");
        BodyNode columns = table["summaryColumns"];
        return new TableOptions(
            table["layout"].OneOf("vertical", "horizontal") == "vertical",
            table["stickySummary"].Flag(false),
            table["showTimeSeriesData"].Flag(true),
            columns.IsMissing ? null : [.. columns.Items().Select(column => column.OneOf("MIN", "MAX", "SUM", "AVG")).OfType<string>()]);
    }

    private static int? ReadTimezone(BodyNode node)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        // As the console writes it: UTC, or the viewer's own.
        bool isUtc = text.Equals("UTC", StringComparison.OrdinalIgnoreCase);
        if (isUtc || text.Equals("local", StringComparison.OrdinalIgnoreCase))
        {
            return isUtc ? 0 : null;
        }

        if (Timezone().Match(text) is { Success: true } match)
        {
            int minutes = (60 * int.Parse(match.Groups[2].Value, null)) + int.Parse(match.Groups[3].Value, null);
            return match.Groups[1].Value == "-" ? -minutes : minutes;
        }

        node.Problem($"'{text}' is no offset; write +0130");
        return null;
    }

    [GeneratedRegex(@"^(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tm|wm|tc|ts)(100|\d{1,2}(\.\d{1,10})?)|(PR|TM|WM|TC|TS)\([\d.%: ]*\))$")]
    private static partial Regex Stat();

    [GeneratedRegex(@"^([+-])([01]\d):?([0-5]\d)$")]
    private static partial Regex Timezone();
}
