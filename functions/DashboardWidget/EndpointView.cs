using System.Globalization;
using LogFunctions.Core.Windows;
using LogFunctions.DashboardWidget.Html;
using LogFunctions.DashboardWidget.Reading;
using LogFunctions.DashboardWidget.Request;

namespace LogFunctions.DashboardWidget;

/// <summary>
/// One endpoint: time series, status classes, latencies. Exact status codes and regions are counted of all requests, not per endpoint, and are shown as that.
/// </summary>
internal static class EndpointView
{
    private const int ChartHeight = 90;
    private const int MaxCodes = 12;

    public static async Task WriteAsync(HtmlWriter html, ReadPlan plan, string endpoint, WindowSource source, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ValueFold> found = await source.FoldAsync(Dimension.Endpoint, endpoint, plan.Current, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> before = await source.FoldAsync(Dimension.Endpoint, endpoint, plan.Previous, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> statuses = await source.FoldAsync(Dimension.Status, null, plan.Current, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> regions = await source.FoldAsync(Dimension.Region, null, plan.Current, plan, cancellationToken);
        html.Begin(WidgetView.Endpoints).AddMarkup("<h3 class=\"v\">").AddValue(endpoint).AddMarkup("</h3>");
        html.Add($"<p class=\"soft\">{html.Time(plan.Current.FromSeconds)} to {html.Time(plan.Current.ToSeconds)}</p>");
        // Under one name at most, which the table may have cut.
        if (found.Values.FirstOrDefault() is not { Total.Requests: > 0 } fold)
        {
            html.AddMarkup("<p>No requests in this time.</p>");
            return;
        }

        WriteSums(html, fold.Total, before.Values.FirstOrDefault()?.Total);
        int width = Math.Clamp(html.Request.Width - 60, 240, 1000);
        html.AddMarkup("<h4>Requests over time</h4>").AddMarkup(Svg.Bars([.. fold.Requests.Select((requests, bin) => ((double)requests, Step(html, plan, fold, bin)))], width, ChartHeight));
        WriteLatencies(html, fold.Total, width);
        WriteShares(html, "Status codes of all requests", statuses);
        WriteShares(html, "Regions of all requests", regions);
    }

    private static void WriteSums(HtmlWriter html, Cell cell, Cell? before)
    {
        html.AddMarkup("<table><thead><tr><th scope=\"col\" class=\"v\"></th><th scope=\"col\">Requests</th><th scope=\"col\">2xx</th><th scope=\"col\">3xx</th><th scope=\"col\">4xx</th><th scope=\"col\">5xx</th>"
            + "<th scope=\"col\">p50 ms</th><th scope=\"col\">p95 ms</th><th scope=\"col\">p99 ms</th><th scope=\"col\">max ms</th></tr></thead><tbody>");
        foreach ((string label, Cell? row) in (ReadOnlySpan<(string, Cell?)>)[("this time", cell), ("the time before", before)])
        {
            if (row is { Requests: > 0 })
            {
                html.Add($"<tr><td class=\"v\">{label}</td><td>{html.Numbers.Count(row.Requests)}</td><td>{html.Numbers.Count(row.Status2xx)}</td><td>{html.Numbers.Count(row.Status3xx)}</td>")
                    .Add($"<td>{html.Numbers.Count(row.Status4xx)}</td><td>{html.Numbers.Count(row.Status5xx)}</td><td>{EndpointsView.Milliseconds(html, row, 0.5)}</td>")
                    .Add($"<td>{EndpointsView.Milliseconds(html, row, 0.95)}</td><td>{EndpointsView.Milliseconds(html, row, 0.99)}</td>")
                    .Add($"<td>{(row.LatencyCount == 0 ? "-" : html.Numbers.Number(row.LatencyMaxUs / 1000.0))}</td></tr>");
            }
        }

        html.AddMarkup("</tbody></table>");
    }

    // A bar per doubling: 1 to 2 ms, 2 to 4 ms and so on, as latencies spread over decades.
    private static void WriteLatencies(HtmlWriter html, Cell cell, int width)
    {
        if (cell.LatencyCount == 0)
        {
            html.AddMarkup("<p class=\"soft\">No line states a latency.</p>");
            return;
        }

        var octaves = new SortedDictionary<int, long>();
        foreach ((double valueUs, long count) in cell.Latency.Buckets())
        {
            int octave = valueUs < 1 ? 0 : (int)Math.Floor(Math.Log2(valueUs)) + 1;
            octaves[octave] = octaves.GetValueOrDefault(octave) + count;
        }

        var bars = Enumerable.Range(octaves.Keys.First(), octaves.Keys.Last() - octaves.Keys.First() + 1).Select(octave =>
        {
            long count = octaves.GetValueOrDefault(octave);
            string upTo = html.Numbers.Number(Math.Pow(2, octave) / 1000);
            return ((double)count, $"under {upTo} ms: {html.Numbers.Count(count)} requests, {html.Numbers.Percent(count * 100.0 / cell.LatencyCount)}");
        });
        html.AddMarkup("<h4>Latencies, doubling from bar to bar</h4>").AddMarkup(Svg.Bars([.. bars], width, ChartHeight));
        html.Add($"<p class=\"soft\">{html.Numbers.Number(cell.LatencyMinUs / 1000.0)} ms to {html.Numbers.Number(cell.LatencyMaxUs / 1000.0)} ms</p>");
    }

    private static void WriteShares(HtmlWriter html, string headline, IReadOnlyDictionary<string, ValueFold> values)
    {
        long whole = values.Values.Sum(fold => fold.Total.Requests);
        html.Add($"<h4>{headline}</h4><p>");
        foreach ((string value, ValueFold fold) in values.OrderByDescending(pair => pair.Value.Total.Requests).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxCodes))
        {
            html.AddValue(value).Add($": {html.Numbers.Count(fold.Total.Requests)} ({html.Numbers.Percent(fold.Total.Requests * 100.0 / whole)}) &#160; ");
        }

        html.AddMarkup(values.Count > MaxCodes ? "…</p>" : "</p>");
    }

    private static string Step(HtmlWriter html, ReadPlan plan, ValueFold fold, int bin) => string.Create(
        CultureInfo.InvariantCulture,
        $"{html.Time(plan.Current.FromSeconds + (bin * plan.BinSeconds))}: {html.Numbers.Count(fold.Requests[bin])} requests, {html.Numbers.Count(fold.Errors[bin])} 5xx");
}
