using System.Globalization;
using System.Reflection;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Report;

/// <summary>A report as one page: style, script and charts are in it, so that it opens from disk and can be sent to somebody.</summary>
internal static class HtmlPage
{
    private const int MaxRows = 1_000;

    public static string Render(ReportResult result, int top)
    {
        var page = new HtmlText();
        string title = result.Files.Count == 1 ? result.Files[0] : string.Create(CultureInfo.InvariantCulture, $"{result.Files.Count} files");
        page.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        // Nothing is loaded from anywhere, whatever a log line may say.
        page.AddMarkup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">");
        page.Add($"<title>{title} - logfn report</title><style>").AddMarkup(Resource("page.css")).AddMarkup("</style></head><body><main>");
        page.Add($"<h1>{title}</h1><p class=\"period\">{Period(result)}</p>");
        AddTiles(page, result);
        AddCharts(page, result);
        AddEndpoints(page, result, Math.Min(top, MaxRows));
        page.AddMarkup("<div class=\"columns\">");
        AddErrors(page, result);
        AddCounts(page, "Status", [.. result.Numbers.Statuses.OrderByDescending(s => s.Cell.Requests)], result.Numbers.Accepted);
        AddCounts(page, "Regions", [.. result.Regions.Where(r => result.Regions.Count > 1 || r.Value != DimensionNames.NoRegion)], result.Numbers.Accepted);
        AddCounts(page, "Rejected lines", [.. result.Numbers.Rejects.OrderByDescending(r => r.Cell.Requests)], result.Numbers.Lines);
        page.AddMarkup("</div>");
        page.AddMarkup("<footer>Latencies are within 1 % of the exact value. Made by logfn report.</footer></main><script>").AddMarkup(Resource("page.js")).AddMarkup("</script></body></html>\n");
        return page.ToString();
    }

    private static string Period(ReportResult result) => result.First is { } first && result.Last is { } last
        ? string.Create(CultureInfo.InvariantCulture, $"{first.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
        : "no lines were counted";

    private static void AddTiles(HtmlText page, ReportResult result)
    {
        Cell all = result.Numbers.All.Cell;
        double seconds = Math.Max(1, ((result.Last - result.First) ?? TimeSpan.Zero).TotalSeconds);
        page.AddMarkup("<div class=\"tiles\">");
        Tile(Number(all.Requests), "requests");
        Tile((all.Requests / seconds).ToString("#,0.##", CultureInfo.InvariantCulture), "requests/s");
        Tile(Percent(all.Status5xx, all.Requests), "5xx", all.Status5xx > 0);
        Tile(Percent(all.Status4xx, all.Requests), "4xx");
        if (all.LatencyCount > 0)
        {
            Tile(Ms(all, 0.50), "p50 ms");
            Tile(Ms(all, 0.95), "p95 ms");
            Tile(Ms(all, 0.99), "p99 ms");
        }

        Tile(ReportText.Bytes(all.Bytes), "sent");
        if (result.Numbers.Rejected > 0)
        {
            Tile(Number(result.Numbers.Rejected), "lines rejected", isBad: true);
        }

        page.AddMarkup("</div>");

        void Tile(string value, string name, bool isBad = false) =>
            page.Add($"<div class=\"tile{(isBad ? " bad" : "")}\"><b>{value}</b><span>{name}</span></div>");
    }

    private static void AddCharts(HtmlText page, ReportResult result)
    {
        if (result.Series.Count == 0)
        {
            return;
        }

        var chart = new SeriesChart(result.Series, result.StepSeconds);
        page.Add($"<section><h2>Requests, {ReportText.Duration(result.StepSeconds)} each</h2>").AddMarkup(chart.Requests());
        AddLegend(page, ("ok", "2xx"), ("moved", "3xx and others"), ("client", "4xx"), ("server", "5xx"));
        page.AddMarkup("</section>");
        if (chart.HasLatencies)
        {
            page.AddMarkup("<section><h2>Latency</h2>").AddMarkup(chart.Latencies());
            AddLegend(page, ("p50", "p50"), ("p95", "p95"), ("p99", "p99"));
            page.AddMarkup("</section>");
        }
    }

    private static void AddLegend(HtmlText page, params (string Colour, string Name)[] entries)
    {
        page.AddMarkup("<div class=\"legend\">");
        foreach ((string colour, string name) in entries)
        {
            page.Add($"<span><i style=\"background:var(--{colour})\"></i>{name}</span>");
        }

        page.AddMarkup("</div>");
    }

    private static void AddEndpoints(HtmlText page, ReportResult result, int top)
    {
        RangeAggregate[] shown = [.. result.Numbers.Endpoints.Take(top)];
        if (shown.Length == 0)
        {
            return;
        }

        int all = result.Numbers.Endpoints.Count;
        page.Add($"<section><h2>Endpoints{(shown.Length < all ? $", {Number(shown.Length)} of {Number(all)}" : "")}</h2><div class=\"scroll\"><table>");
        AddHead(page, "Endpoint", "Requests", "4xx %", "5xx %", "p50 ms", "p95 ms", "p99 ms", "Bytes");
        long most = Math.Max(1, shown.Max(endpoint => endpoint.Cell.Requests));
        foreach (RangeAggregate endpoint in shown)
        {
            Cell cell = endpoint.Cell;
            page.Add($"<tr><td>{endpoint.Value}<span class=\"bar\" style=\"width:{100.0 * cell.Requests / most:0.##}%\"></span></td>");
            AddNumber(page, cell.Requests, Number(cell.Requests));
            AddNumber(page, Share(cell.Status4xx, cell.Requests), Percent(cell.Status4xx, cell.Requests));
            AddNumber(page, Share(cell.Status5xx, cell.Requests), Percent(cell.Status5xx, cell.Requests), cell.Status5xx > 0);
            foreach (double quantile in (ReadOnlySpan<double>)[0.50, 0.95, 0.99])
            {
                AddNumber(page, cell.LatencyCount == 0 ? -1 : cell.LatencyQuantileUs(quantile), Ms(cell, quantile));
            }

            AddNumber(page, cell.Bytes, Number(cell.Bytes));
            page.AddMarkup("</tr>");
        }

        page.AddMarkup("</tbody></table></div></section>");
    }

    private static void AddErrors(HtmlText page, ReportResult result)
    {
        RangeAggregate[] failing =
        [
            .. result.Numbers.Endpoints.Where(e => e.Cell.Status4xx + e.Cell.Status5xx > 0)
                .OrderByDescending(e => e.Cell.Status5xx).ThenByDescending(e => e.Cell.Status4xx).ThenBy(e => e.Value, StringComparer.Ordinal).Take(15),
        ];
        if (failing.Length == 0)
        {
            return;
        }

        page.AddMarkup("<section><h2>Errors by endpoint</h2><div class=\"scroll\"><table>");
        AddHead(page, "Endpoint", "5xx", "4xx");
        foreach (RangeAggregate endpoint in failing)
        {
            page.Add($"<tr><td>{endpoint.Value}</td>");
            AddNumber(page, endpoint.Cell.Status5xx, Number(endpoint.Cell.Status5xx), endpoint.Cell.Status5xx > 0);
            AddNumber(page, endpoint.Cell.Status4xx, Number(endpoint.Cell.Status4xx));
            page.AddMarkup("</tr>");
        }

        page.AddMarkup("</tbody></table></div></section>");
    }

    private static void AddCounts(HtmlText page, string name, IReadOnlyList<RangeAggregate> entries, long whole)
    {
        if (entries.Count == 0)
        {
            return;
        }

        page.Add($"<section><h2>{name}</h2><div class=\"scroll\"><table>");
        AddHead(page, name, "Lines", "%");
        foreach (RangeAggregate entry in entries.Take(15))
        {
            page.Add($"<tr><td>{entry.Value}</td>");
            AddNumber(page, entry.Cell.Requests, Number(entry.Cell.Requests));
            AddNumber(page, entry.Cell.Requests, Percent(entry.Cell.Requests, whole));
            page.AddMarkup("</tr>");
        }

        page.AddMarkup("</tbody></table></div></section>");
    }

    private static void AddHead(HtmlText page, params string[] titles)
    {
        page.AddMarkup("<thead><tr>");
        foreach (string title in titles)
        {
            page.Add($"<th><button>{title}</button></th>");
        }

        page.AddMarkup("</tr></thead><tbody>");
    }

    private static void AddNumber(HtmlText page, double value, string text, bool isBad = false) =>
        page.Add($"<td data-value=\"{value:0.####}\"{(isBad ? " class=bad" : "")}>{text}</td>");

    private static double Share(long part, long whole) => 100.0 * part / Math.Max(1, whole);

    private static string Percent(long part, long whole) => Share(part, whole).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ms(Cell cell, double quantile) =>
        cell.LatencyCount == 0 ? "-" : (cell.LatencyQuantileUs(quantile) / 1000).ToString("N1", CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
