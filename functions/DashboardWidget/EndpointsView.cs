using LogFunctions.Core.Windows;
using LogFunctions.DashboardWidget.Html;
using LogFunctions.DashboardWidget.Reading;
using LogFunctions.DashboardWidget.Request;

namespace LogFunctions.DashboardWidget;

/// <summary>The list of endpoints: requests, errors, latencies, change against the period before, a small curve; a click leads to one of them.</summary>
internal static class EndpointsView
{
    public static async Task WriteAsync(HtmlWriter html, ReadPlan plan, WindowSource source, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ValueFold> all = await source.FoldAsync(Dimension.All, DimensionNames.AllValue, plan.Current, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> endpoints = await source.FoldAsync(Dimension.Endpoint, null, plan.Current, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> before = await source.FoldAsync(Dimension.Endpoint, null, plan.Previous, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> allBefore = await source.FoldAsync(Dimension.All, DimensionNames.AllValue, plan.Previous, plan, cancellationToken);
        html.Begin(WidgetView.Endpoints);
        WriteSorting(html);
        html.Add($"<p class=\"soft\">{html.Time(plan.Current.FromSeconds)} to {html.Time(plan.Current.ToSeconds)}, changes against the {Length(plan)} before</p>");
        if (!all.TryGetValue(DimensionNames.AllValue, out ValueFold? total) || total.Total.Requests == 0)
        {
            html.AddMarkup("<p>No requests in this time.</p>");
            return;
        }

        WriteHead(html);
        WriteRow(html, null, total, allBefore.GetValueOrDefault(DimensionNames.AllValue));
        int shown = 0;
        foreach ((string endpoint, ValueFold fold) in Sorted(endpoints, before, html.Request.Order).Take(html.Request.Top).TakeWhile(_ => html.HasRoom))
        {
            WriteRow(html, endpoint, fold, before.GetValueOrDefault(endpoint));
            shown++;
        }

        html.AddMarkup("</tbody></table>");
        if (shown < endpoints.Count)
        {
            html.Add($"<p class=\"soft\">{html.Numbers.Count(endpoints.Count - shown)} more endpoints are not shown.</p>");
        }
    }

    private static void WriteSorting(HtmlWriter html)
    {
        html.AddMarkup("<p class=\"lf-nav\">");
        foreach ((EndpointOrder order, string label) in (ReadOnlySpan<(EndpointOrder, string)>)[
            (EndpointOrder.Requests, "busiest"), (EndpointOrder.Errors, "most errors"), (EndpointOrder.P95, "slowest"), (EndpointOrder.Change, "changed most")])
        {
            html.Button(label, isPressed: order == html.Request.Order, call =>
            {
                call.WriteString("sort", order.ToString().ToLowerInvariant());
                call.WriteNumber("top", html.Request.Top);
            });
        }

        html.AddMarkup("</p>");
    }

    private static void WriteHead(HtmlWriter html) => html.AddMarkup(
        "<table><thead><tr><th scope=\"col\" class=\"v\">Endpoint</th><th scope=\"col\">Requests</th><th scope=\"col\">Change</th><th scope=\"col\">5xx</th><th scope=\"col\">4xx</th>"
        + (html.IsWide ? "<th scope=\"col\">p50 ms</th>" : "") + "<th scope=\"col\">p95 ms</th>" + (html.IsWide ? "<th scope=\"col\">p99 ms</th><th scope=\"col\">p95 before</th><th scope=\"col\"></th>" : "")
        + "</tr></thead><tbody>");

    /// <param name="endpoint">Null: all requests.</param>
    private static void WriteRow(HtmlWriter html, string? endpoint, ValueFold fold, ValueFold? before)
    {
        Cell cell = fold.Total;
        html.AddMarkup(endpoint is null ? "<tr class=\"sum\"><td class=\"v\">All requests" : "<tr><td class=\"v\"><a>");
        if (endpoint is not null)
        {
            html.AddValue(endpoint).AddMarkup("</a>").Call(call => call.WriteString("endpoint", endpoint));
        }

        html.Add($"</td><td>{html.Numbers.Count(cell.Requests)}</td>");
        WriteChange(html, cell.Requests, before?.Total.Requests ?? 0);
        WriteShare(html, cell.Status5xx, cell.Requests, hotFrom: 1);
        WriteShare(html, cell.Status4xx, cell.Requests, hotFrom: 101);
        if (html.IsWide)
        {
            html.Add($"<td>{Milliseconds(html, cell, 0.5)}</td>");
        }

        html.Add($"<td>{Milliseconds(html, cell, 0.95)}</td>");
        if (html.IsWide)
        {
            html.Add($"<td>{Milliseconds(html, cell, 0.99)}</td><td class=\"soft\">{(before is null ? "-" : Milliseconds(html, before.Total, 0.95))}</td><td>");
            html.AddMarkup(Svg.Sparkline(fold.Requests, fold.Errors)).AddMarkup("</td>");
        }

        html.AddMarkup("</tr>");
    }

    private static void WriteChange(HtmlWriter html, long now, long before)
    {
        double percent = before == 0 ? double.NaN : (now - before) * 100.0 / before;
        html.Add($"<td class=\"soft\">{(before == 0 ? "new" : $"{(percent >= 0 ? "+" : "")}{html.Numbers.Percent(percent)}")}</td>");
    }

    private static void WriteShare(HtmlWriter html, long part, long whole, double hotFrom)
    {
        double percent = whole == 0 ? 0 : part * 100.0 / whole;
        html.AddMarkup(percent >= hotFrom ? "<td class=\"hot\">" : "<td>").Add($"{html.Numbers.Percent(percent)}</td>");
    }

    /// <summary>A quantile in milliseconds; a dash when no latency is known.</summary>
    public static string Milliseconds(HtmlWriter html, Cell cell, double share) => html.Numbers.Number(cell.LatencyQuantileUs(share) / 1000);

    private static IEnumerable<KeyValuePair<string, ValueFold>> Sorted(IReadOnlyDictionary<string, ValueFold> endpoints, IReadOnlyDictionary<string, ValueFold> before, EndpointOrder order) =>
        endpoints.OrderByDescending(pair => order switch
        {
            EndpointOrder.Errors => pair.Value.Total.Status5xx,
            EndpointOrder.P95 => pair.Value.Total.LatencyCount == 0 ? -1 : pair.Value.Total.LatencyQuantileUs(0.95),
            EndpointOrder.Change => Math.Abs(pair.Value.Total.Requests - (before.GetValueOrDefault(pair.Key)?.Total.Requests ?? 0)),
            _ => pair.Value.Total.Requests,
        }).ThenBy(pair => pair.Key, StringComparer.Ordinal);

    private static string Length(ReadPlan plan)
    {
        var length = TimeSpan.FromSeconds(plan.Current.FromSeconds - plan.Previous.FromSeconds);
        return length.TotalDays >= 2 ? $"{length.TotalDays:0.#} days" : length.TotalHours >= 2 ? $"{length.TotalHours:0.#} hours" : $"{length.TotalMinutes:0.#} minutes";
    }
}
