using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Reads the annotations of a metric widget: lines, and bands, which are lists of two.</summary>
internal static class AnnotationReader
{
    public static HorizontalAnnotation[] Horizontal(BodyNode node) => Read(node, (first, second) =>
    {
        first.NoOther("value", "label", "color", "fill", "yAxis", "visible");
        double? value = Required(first["value"]).Number();
        double? to = second is { } edge ? Required(edge["value"]).Number() : null;
        return value is null || (second is not null && to is null) ? null : new HorizontalAnnotation(
            value.Value,
            to,
            first["label"].Text(),
            second?["label"].Text(),
            first["color"].Color(),
            first["fill"].OneOf("above", "below", "none") ?? "none",
            first["yAxis"].OneOf("left", "right") == "right",
            first["visible"].Flag(true));
    });

    public static VerticalAnnotation[] Vertical(BodyNode node) => Read(node, (first, second) =>
    {
        first.NoOther("value", "label", "color", "fill", "visible");
        DateTimeOffset? time = Time(first["value"]);
        DateTimeOffset? to = second is { } end ? Time(end["value"]) : null;
        return time is null || (second is not null && to is null) ? null : new VerticalAnnotation(
            time.Value,
            to,
            first["label"].Text(),
            second?["label"].Text(),
            first["color"].Color(),
            first["fill"].OneOf("before", "after", "none") ?? "none",
            first["visible"].Flag(true));
    });

    private static T[] Read<T>(BodyNode node, Func<BodyNode, BodyNode?, T?> read)
        where T : class
    {
        List<T> annotations = [];
        foreach (BodyNode item in node.Items())
        {
            BodyNode first = item;
            BodyNode? second = null;
            if (item.Node is JsonArray)
            {
                IReadOnlyList<BodyNode> band = item.Items();
                if (band.Count != 2)
                {
                    item.Problem($"has {band.Count} edges; a band is a list of two");
                    continue;
                }

                (first, second) = (band[0], band[1]);
                second.Value.Object().NoOther("value", "label", "color", "fill", "yAxis", "visible");
            }

            if (!first.Object().IsMissing && read(first, second) is { } annotation)
            {
                annotations.Add(annotation);
            }
        }

        return [.. annotations];
    }

    private static BodyNode Required(BodyNode node)
    {
        if (node.IsMissing)
        {
            node.Problem("is missing; an annotation has a value");
        }

        return node;
    }

    private static DateTimeOffset? Time(BodyNode node)
    {
        if (Required(node).Text() is not { } text)
        {
            return null;
        }

        if (TimeText.TryReadIso(text, out DateTimeOffset time))
        {
            return time;
        }

        node.Problem($"'{text}' is no time; write 2026-03-01T12:00:00Z");
        return null;
    }
}
