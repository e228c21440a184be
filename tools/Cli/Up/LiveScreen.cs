using System.Globalization;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>What <c>logfn up</c> says in a pipe: a line for each window.</summary>
internal static class LiveScreen
{
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

    // Errors are 4xx and 5xx, as everywhere.
    private static double ErrorPercent(Cell cell) => cell.Requests == 0 ? 0 : 100.0 * (cell.Status4xx + cell.Status5xx) / cell.Requests;

    private static string Ms(Cell cell, double quantile) =>
        cell.LatencyCount == 0 ? "-" : (cell.LatencyQuantileUs(quantile) / 1000).ToString("0.0", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
