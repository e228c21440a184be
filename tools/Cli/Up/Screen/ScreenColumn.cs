using System.Globalization;
using LogFunctions.Core.Windows;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>A column of numbers.</summary>
/// <param name="Title">Its header.</param>
/// <param name="Width">Columns of the terminal, with the space before it.</param>
/// <param name="Sort">What the table is sorted by when its header is marked; null = never.</param>
/// <param name="Text">A value, of the cell and the seconds that it is of.</param>
internal sealed record ScreenColumn(string Title, int Width, ScreenSort? Sort, Func<Cell, double, string> Text)
{
    /// <summary>All, in the order in which they stand.</summary>
    public static IReadOnlyList<ScreenColumn> All { get; } =
    [
        new("req/s", 10, ScreenSort.Requests, Rate),
        new("4xx %", 8, ScreenSort.Errors4xx, (cell, _) => Percent(cell.Status4xx, cell.Requests)),
        new("5xx %", 8, ScreenSort.Errors5xx, (cell, _) => Percent(cell.Status5xx, cell.Requests)),
        new("p50 ms", 9, null, (cell, _) => Ms(cell, 0.50)),
        new("p95 ms", 9, ScreenSort.P95, (cell, _) => Ms(cell, 0.95)),
        new("p99 ms", 9, null, (cell, _) => Ms(cell, 0.99)),
    ];

    // Which goes first where there is no room for all.
    private static readonly string[] s_dropped = ["p50 ms", "p99 ms", "4xx %", "p95 ms", "5xx %"];

    /// <summary>The columns that leave a value so much room.</summary>
    public static IReadOnlyList<ScreenColumn> Fit(int columns, int valueColumns)
    {
        List<ScreenColumn> fitting = [.. All];
        foreach (string title in s_dropped)
        {
            if (fitting.Sum(column => column.Width) + valueColumns <= columns)
            {
                break;
            }

            fitting.RemoveAll(column => column.Title == title);
        }

        return fitting;
    }

    /// <summary>What a table is sorted by.</summary>
    public static double Measure(Cell cell, ScreenSort sort) => sort switch
    {
        ScreenSort.Errors5xx => cell.Status5xx,
        ScreenSort.Errors4xx => cell.Status4xx,
        ScreenSort.P95 => cell.LatencyCount == 0 ? -1 : cell.LatencyQuantileUs(0.95),
        _ => cell.Requests,
    };

    /// <summary>Requests per second; their number where there is less than one.</summary>
    public static string Rate(Cell cell, double seconds)
    {
        double rate = cell.Requests / seconds;
        return rate < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{cell.Requests} req")
            : rate.ToString(rate < 10_000 ? "N1" : "N0", CultureInfo.InvariantCulture);
    }

    /// <summary>A share in percent.</summary>
    public static string Percent(long part, long whole) => (whole == 0 ? 0 : 100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A quantile in milliseconds; - where no request stated how long it took.</summary>
    public static string Ms(Cell cell, double quantile)
    {
        if (cell.LatencyCount == 0)
        {
            return "-";
        }

        double ms = cell.LatencyQuantileUs(quantile) / 1000;
        return ms.ToString(ms < 1000 ? "0.0" : "N0", CultureInfo.InvariantCulture);
    }
}
