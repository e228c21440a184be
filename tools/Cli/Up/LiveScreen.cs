using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LogFunctions.Cli.Up;

/// <summary>Renders the numbers of <c>logfn up</c>: a table on a terminal, a line in a pipe.</summary>
internal static class LiveScreen
{
    private const int ShownEndpoints = 15;

    /// <summary>The table with its status lines. Endpoints come from logs and are escaped.</summary>
    public static IRenderable Render(LiveNumbers? numbers, LiveStatus status, string endpoints)
    {
        var lines = new Rows(
            new Text(StatusLine(status)),
            new Text(endpoints, new Style(Color.Grey)),
            new Text("Ctrl-C ends it.", new Style(Color.Grey)));
        return numbers is null ? new Rows(new Text("Waiting for the first lines ..."), lines) : new Rows(TableOf(numbers), lines);
    }

    /// <summary>One line per complete window, for pipes.</summary>
    public static string Line(WindowAggregate complete, int endpoints, LiveStatus status)
    {
        Cell all = complete.Cell;
        WindowKey window = complete.Window;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Time(window.StartSeconds):yyyy-MM-ddTHH:mm:ssZ} {window.WindowSeconds}s: {all.Requests} requests, {(double)all.Requests / window.WindowSeconds:0.#}/s, {ErrorPercent(all):0.##} % errors, p50 {Ms(all, 0.5)} ms, p95 {Ms(all, 0.95)} ms, p99 {Ms(all, 0.99)} ms, {endpoints} endpoints; {StatusLine(status)}");
    }

    public static string StatusLine(LiveStatus status)
    {
        string behind = status.Behind >= TimeSpan.FromSeconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $", traffic behind by {status.Behind.TotalSeconds:0} s")
            : "";
        string archived = status.Archived is { } lines ? string.Create(CultureInfo.InvariantCulture, $", archived {lines:N0}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sent {status.Sent:N0}, accepted {status.Accepted:N0}, rejected {status.Rejected:N0}{archived}, iterator age {status.IteratorAge.TotalSeconds:0.0} s{behind}");
    }

    private static Table TableOf(LiveNumbers numbers)
    {
        DateTimeOffset start = Time(numbers.Range.FromSeconds);
        Table table = new Table().Border(TableBorder.Rounded);
        table.Title = new TableTitle(string.Create(CultureInfo.InvariantCulture, $"{start:HH:mm:ss} UTC to now"));
        table.AddColumn("Endpoint");
        foreach (string title in (string[])["Requests/s", "Errors %", "p50 ms", "p95 ms", "p99 ms"])
        {
            table.AddColumn(new TableColumn(title) { NoWrap = true }.RightAligned());
        }

        foreach (RangeAggregate endpoint in numbers.Endpoints.Take(ShownEndpoints))
        {
            AddRow(table, SafeText.Shorten(SafeText.ForTerminal(endpoint.Value), 60), endpoint.Cell, numbers.Seconds, Style.Plain);
        }

        int hidden = numbers.Endpoints.Count - ShownEndpoints;
        AddRow(table, hidden > 0 ? $"all (with {hidden} more)" : "all", numbers.All, numbers.Seconds, new Style(decoration: Decoration.Bold));
        return table;
    }

    private static void AddRow(Table table, string name, Cell cell, double seconds, Style style)
    {
        double errors = ErrorPercent(cell);
        Style errorStyle = errors >= 5 ? new Style(Color.Red) : style;
        table.AddRow(
            new Text(name, style),
            new Text((cell.Requests / seconds).ToString("N1", CultureInfo.InvariantCulture), style),
            new Text(errors.ToString("0.0", CultureInfo.InvariantCulture), errorStyle),
            new Text(Ms(cell, 0.50), style),
            new Text(Ms(cell, 0.95), style),
            new Text(Ms(cell, 0.99), style));
    }

    // Errors are 4xx and 5xx, as everywhere.
    private static double ErrorPercent(Cell cell) => cell.Requests == 0 ? 0 : 100.0 * (cell.Status4xx + cell.Status5xx) / cell.Requests;

    private static string Ms(Cell cell, double quantile) =>
        cell.LatencyCount == 0 ? "-" : (cell.LatencyQuantileUs(quantile) / 1000).ToString("0.0", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
