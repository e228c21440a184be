using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>Answers as sheets: one row per value, or one per window.</summary>
internal static class QuerySheets
{
    private static readonly Measure[] s_measures =
    [
        new(new("requests", "Requests"), cell => cell.Requests),
        new(new("errorPercent", "Errors %", "0.00"), cell => ErrorPercent(cell)),
        new(new("s1xx", "1xx"), cell => cell.Status1xx, InTable: false),
        new(new("s2xx", "2xx"), cell => cell.Status2xx, InTable: false),
        new(new("s3xx", "3xx"), cell => cell.Status3xx, InTable: false),
        new(new("s4xx", "4xx"), cell => cell.Status4xx),
        new(new("s5xx", "5xx"), cell => cell.Status5xx),
        new(new("sOther", "Other"), cell => cell.StatusOther, InTable: false),
        new(new("p50Ms", "p50 ms", "N1"), cell => Ms(cell, 0.50)),
        new(new("p95Ms", "p95 ms", "N1"), cell => Ms(cell, 0.95)),
        new(new("p99Ms", "p99 ms", "N1"), cell => Ms(cell, 0.99)),
        new(new("maxMs", "max ms", "N1"), cell => cell.LatencyCount == 0 ? null : cell.LatencyMaxUs / 1000.0, InTable: false),
        new(new("bytes", "Bytes"), cell => cell.Bytes),
    ];

    private static readonly Measure[] s_rejectMeasures = [new(new("lines", "Lines"), cell => cell.Requests)];

    /// <summary>The range's totals by value. Tables leave out what few look at, so that they fit a terminal.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="format">How they will be printed.</param>
    /// <param name="entries">The totals.</param>
    /// <param name="range">The range they are of, said in every row for programs; null = it needs not be said.</param>
    public static DataSheet Totals(Dimension dimension, OutputFormat format, IEnumerable<RangeAggregate> entries, AnswerRange? range = null)
    {
        Measure[] measures = MeasuresOf(dimension, format);
        range = format == OutputFormat.Table ? null : range;
        Column[] said = range is null ? []
            : range.OpenWindows is null ? [new Column("from", "From"), new Column("to", "To")]
            : [new Column("from", "From"), new Column("to", "To"), new Column("openWindows", "Open")];
        object?[] values = range is null ? []
            : range.OpenWindows is null ? [range.From, range.To]
            : [range.From, range.To, (DateTimeOffset[])[.. range.OpenWindows.Select(range.TimeOf)]];
        var sheet = new DataSheet([NameOf(dimension), .. measures.Select(measure => measure.Column), .. said]);
        foreach (RangeAggregate entry in entries)
        {
            sheet.Add([entry.Value, .. measures.Select(measure => measure.Of(entry.Cell)), .. values]);
        }

        return sheet;
    }

    /// <summary>The windows of one value, each with a word whether it is still open, unless closed ones only were asked for.</summary>
    public static DataSheet Windows(Dimension dimension, OutputFormat format, IEnumerable<WindowAggregate> windows, AnswerRange range)
    {
        Measure[] measures = MeasuresOf(dimension, format);
        bool isLive = range.OpenWindows is not null;
        Column[] said = isLive ? [new Column("open", "")] : [];
        var sheet = new DataSheet(
            [new Column("window", "Window"), new Column("windowSeconds", "Seconds"), .. measures.Select(measure => measure.Column), .. said]);
        foreach (WindowAggregate window in windows)
        {
            bool isOpen = range.IsOpen(window.Window);
            object?[] open = !isLive ? [] : format == OutputFormat.Table ? [isOpen ? "open" : ""] : [isOpen];
            sheet.Add(
                [range.TimeOf(window.Window), window.Window.WindowSeconds, .. measures.Select(measure => measure.Of(window.Cell)), .. open]);
        }

        return sheet;
    }

    private static Measure[] MeasuresOf(Dimension dimension, OutputFormat format)
    {
        Measure[] all = dimension == Dimension.Reject ? s_rejectMeasures : s_measures;
        return format == OutputFormat.Table ? [.. all.Where(measure => measure.InTable)] : all;
    }

    private static Column NameOf(Dimension dimension) => dimension switch
    {
        Dimension.Endpoint => new("endpoint", "Endpoint"),
        Dimension.Region => new("region", "Region"),
        Dimension.Status => new("status", "Status"),
        Dimension.Reject => new("reason", "Reason"),
        _ => new("value", "Value"),
    };

    private static double? ErrorPercent(Cell cell) =>
        cell.Requests == 0 ? null : Math.Round(100.0 * (cell.Status4xx + cell.Status5xx) / cell.Requests, 4);

    // Whole microseconds: more digits would claim more than 1 % precision can hold.
    private static double? Ms(Cell cell, double q) => cell.LatencyCount == 0 ? null : Math.Round(cell.LatencyQuantileUs(q)) / 1000;

    private sealed record Measure(Column Column, Func<Cell, object?> Of, bool InTable = true);
}
