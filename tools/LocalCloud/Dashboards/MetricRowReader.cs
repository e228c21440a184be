using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>
/// Reads the rows of a widget's metrics: <c>[Namespace, Name, DimensionName, DimensionValue, ..., {options}]</c> or <c>[{expression}]</c>.
/// <c>"."</c> repeats the field above, <c>"..."</c> as many as are left over.
/// </summary>
internal static partial class MetricRowReader
{
    // What a metric's dimensions may be: CloudWatch takes 30.
    private const int DimensionsMax = 30;

    public static WidgetMetric[] Read(IReadOnlyList<BodyNode> rows, string widgetStat)
    {
        List<WidgetMetric> metrics = [];
        HashSet<string> ids = [];
        string[] above = [];
        foreach (BodyNode row in rows)
        {
            if (row.Node is not JsonArray)
            {
                row.Problem($"is {row.Kind()}; a row is a list such as [\"Namespace\", \"Metric\", \"Dimension\", \"value\", {{options}}]");
                continue;
            }

            IReadOnlyList<BodyNode> items = row.Items();
            BodyNode options = items.Count > 0 && items[^1].Node is JsonObject ? items[^1] : new BodyNode(null, row.Path, row.Problems);
            int fields = options.IsMissing ? items.Count : items.Count - 1;
            WidgetMetric? metric = ReadOptions(row, options, widgetStat);
            if (metric.Expression is not null)
            {
                if (fields > 0)
                {
                    row.Problem("has both a metric and an expression");
                }
            }
            else
            {
                metric = ReadFields(row, items.Take(fields), ref above) is { } names
                    ? metric with { Namespace = names[0], Name = names[1], Dimensions = Pairs(names) }
                    : null;
            }

            if (metric is null)
            {
                continue;
            }

            if (metric.Id is not null && !ids.Add(metric.Id))
            {
                options["id"].Problem($"'{metric.Id}' is given twice in this widget");
                metric = metric with { Id = null };
            }

            metrics.Add(metric);
        }

        return [.. metrics];
    }

    private static KeyValuePair<string, string>[] Pairs(string[] names) =>
        [.. Enumerable.Range(1, (names.Length / 2) - 1).Select(i => KeyValuePair.Create(names[2 * i], names[(2 * i) + 1]))];

    /// <summary>The fields with the shorthand resolved; null when they are none, which is noted.</summary>
    private static string[]? ReadFields(BodyNode row, IEnumerable<BodyNode> items, ref string[] above)
    {
        List<string> fields = [];
        BodyNode[] all = [.. items];
        foreach (BodyNode item in all)
        {
            if (item.Node is not JsonValue value || item.Text() is not { } text)
            {
                item.Problem($"is {item.Kind()}; a field of a metric is a text");
                return null;
            }

            bool isShorthand = value.GetValueKind() == JsonValueKind.String;
            if (isShorthand && text == "...")
            {
                // It stands for what is above, up to where the fields after it begin.
                int after = all.Length - Array.IndexOf(all, item) - 1;
                fields.AddRange(above.Skip(fields.Count).Take(Math.Max(0, above.Length - fields.Count - after)));
            }
            else if (isShorthand && text == ".")
            {
                if (fields.Count >= above.Length)
                {
                    item.Problem("repeats a field that the row above does not have");
                    return null;
                }

                fields.Add(above[fields.Count]);
            }
            else
            {
                fields.Add(text);
            }
        }

        if (fields.Count < 2 || fields.Count % 2 != 0 || fields.Count > 2 + (2 * DimensionsMax))
        {
            row.Problem(fields.Count < 2
                ? "names no metric; a row begins with a namespace and a name, or is an expression"
                : fields.Count % 2 != 0 ? $"has the dimension '{fields[^1]}' without a value" : $"has more than {DimensionsMax} dimensions");
            return null;
        }

        above = [.. fields];
        return above;
    }

    private static WidgetMetric ReadOptions(BodyNode row, BodyNode options, string widgetStat)
    {
        options.NoOther("accountId", "color", "expression", "id", "label", "period", "region", "stat", "visible", "yAxis", "searchAccount");
        string? id = options["id"].Text();
        if (id is not null && !Id().IsMatch(id))
        {
            options["id"].Problem($"'{id}' is no id; it begins with a lower-case letter, and has letters, digits and _");
            id = null;
        }

        string? expression = options["expression"].Text();
        if (expression is not null && string.IsNullOrWhiteSpace(expression))
        {
            options["expression"].Problem("is empty");
        }

        return new WidgetMetric
        {
            Path = row.Path,
            Expression = expression,
            Id = id,
            Label = options["label"].Text(),
            Color = options["color"].Color(),
            PeriodSeconds = MetricWidgetReader.ReadPeriod(options["period"]),
            Stat = MetricWidgetReader.CheckStat(options["stat"]) ?? widgetStat,
            Visible = options["visible"].Flag(true),
            IsRight = options["yAxis"].OneOf("left", "right") == "right",
            Region = options["region"].Text(),
            AccountId = options["accountId"].Text(),
        };
    }

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]*$")]
    private static partial Regex Id();
}
