using System.Globalization;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.LocalCloud.Page;

/// <summary>The event that CloudWatch gives the function of a custom widget (user guide, "Interactivity in custom widgets").</summary>
internal static class CustomEvent
{
    public static JsonObject Write(string dashboardName, Widget widget, CustomRequest request)
    {
        var own = widget.Custom!.Params as JsonObject;
        // The parameters stand at the top; those of a call replace the widget's.
        JsonObject written = (JsonObject?)(request.Call ?? own)?.DeepClone() ?? [];
        TimeSpan offset = TimeSpan.FromMinutes(Math.Clamp(request.OffsetMinutes, -14 * 60, 14 * 60));
        var timeRange = new JsonObject { ["mode"] = request.RelativeMs is null ? "absolute" : "relative", ["start"] = request.From, ["end"] = request.To };
        if (request.RelativeMs is { } relative)
        {
            timeRange["relativeStart"] = relative;
        }

        written["widgetContext"] = new JsonObject
        {
            ["dashboardName"] = dashboardName,
            ["widgetId"] = string.Create(CultureInfo.InvariantCulture, $"widget-{widget.Index + 1}"),
            ["accountId"] = "000000000000",
            ["locale"] = "en",
            ["timezone"] = new JsonObject
            {
                ["label"] = offset == TimeSpan.Zero ? "UTC" : "Local",
                ["offsetISO"] = (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture),
                ["offsetInMinutes"] = -(int)offset.TotalMinutes, // as JavaScript counts it
            },
            ["period"] = request.Period ?? 300,
            ["isAutoPeriod"] = request.Period is null,
            ["timeRange"] = timeRange,
            ["theme"] = request.Theme == "dark" ? "dark" : "light",
            ["linkCharts"] = true,
            ["title"] = widget.Title,
            ["forms"] = new JsonObject { ["all"] = request.Forms?.DeepClone() ?? new JsonObject() },
            ["params"] = own?.DeepClone() ?? new JsonObject(),
            ["width"] = request.Width,
            ["height"] = request.Height,
        };
        return written;
    }
}
