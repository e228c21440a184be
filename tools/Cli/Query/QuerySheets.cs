using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>Answers as sheets: one row per value, or one per window.</summary>
internal static class QuerySheets
{
    private static readonly Column[] s_cellColumns =
    [
        new("requests", "Requests"),
        new("errorPercent", "Errors %", "0.00"),
        new("s2xx", "2xx"),
        new("s3xx", "3xx"),
        new("s4xx", "4xx"),
        new("s5xx", "5xx"),
        new("p50Ms", "p50 ms", "N1"),
        new("p95Ms", "p95 ms", "N1"),
        new("p99Ms", "p99 ms", "N1"),
        new("maxMs", "max ms", "N1"),
        new("bytes", "Bytes"),
    ];

    /// <summary>The range's totals by value.</summary>
    public static DataSheet Totals(Dimension dimension, IEnumerable<RangeAggregate> entries)
    {
        if (dimension == Dimension.Reject)
        {
            return Rejects(entries);
        }

        var sheet = new DataSheet([new Column(dimension.Name(), Title(dimension)), .. s_cellColumns]);
        foreach (RangeAggregate entry in entries)
        {
            sheet.Add([entry.Value, .. Values(entry.Cell)]);
        }

        return sheet;
    }

    /// <summary>The windows of one value.</summary>
    public static DataSheet Windows(Dimension dimension, IEnumerable<WindowAggregate> windows)
    {
        Column[] columns = dimension == Dimension.Reject ? [new Column("lines", "Lines")] : s_cellColumns;
        var sheet = new DataSheet([new Column("window", "Window"), .. columns]);
        foreach (WindowAggregate window in windows)
        {
            object?[] values = dimension == Dimension.Reject ? [window.Cell.Requests] : Values(window.Cell);
            sheet.Add([DateTimeOffset.FromUnixTimeSeconds(window.Window.StartSeconds), .. values]);
        }

        return sheet;
    }

    private static DataSheet Rejects(IEnumerable<RangeAggregate> entries)
    {
        var sheet = new DataSheet(new Column("reason", "Reason"), new Column("lines", "Lines"));
        foreach (RangeAggregate entry in entries)
        {
            sheet.Add(entry.Value, entry.Cell.Requests);
        }

        return sheet;
    }

    private static object?[] Values(Cell cell) =>
    [
        cell.Requests,
        cell.Requests == 0 ? null : Math.Round(100.0 * (cell.Status4xx + cell.Status5xx) / cell.Requests, 4),
        cell.Status2xx,
        cell.Status3xx,
        cell.Status4xx,
        cell.Status5xx,
        Ms(cell, 0.50),
        Ms(cell, 0.95),
        Ms(cell, 0.99),
        cell.LatencyCount == 0 ? null : cell.LatencyMaxUs / 1000.0,
        cell.Bytes,
    ];

    // Whole microseconds: more digits would claim more than 1 % precision can hold.
    private static object? Ms(Cell cell, double q) => cell.LatencyCount == 0 ? null : Math.Round(cell.LatencyQuantileUs(q)) / 1000;

    private static string Title(Dimension dimension) => dimension switch
    {
        Dimension.Endpoint => "Endpoint",
        Dimension.Region => "Region",
        Dimension.Status => "Status",
        _ => "Value",
    };
}
