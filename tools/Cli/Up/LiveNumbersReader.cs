using System.Runtime.CompilerServices;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>
/// The live numbers of <c>logfn up</c>: the newest windows, open ones too, up to the lines that the function has taken. A line is in them
/// as soon as its batch is counted. One scan of the ledger table per look; rows are read only when a window was published.
/// </summary>
/// <param name="store">The tables.</param>
/// <param name="windowSeconds">Size of the windows, the smallest that the function counts in.</param>
/// <param name="lateness">How long after its end a window still takes lines.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveNumbersReader(IWindowStore store, int windowSeconds, TimeSpan lateness, TimeProvider time)
{
    /// <summary>Time that the numbers are of, in whole windows, at least two: the open one and the one before.</summary>
    private const int TableSeconds = 60;

    /// <summary>Time that curves are of.</summary>
    private const int SeriesSeconds = 120;

    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(500);

    private readonly RecentWindows _windows =
        new(
            store,
            windowSeconds,
            Windows(SeriesSeconds + (int)lateness.TotalSeconds, windowSeconds) + 1,
            Dimension.All,
            Dimension.Endpoint,
            Dimension.Region,
            Dimension.Status);

    /// <summary>
    /// The numbers twice a second, so that with batches of a second a line is seen within two, until cancelled; null while there are
    /// none.
    /// </summary>
    public async IAsyncEnumerable<LiveNumbers?> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_refresh, time);
        do
        {
            yield return await ReadAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>The numbers of now; null when no line of the last minutes is counted.</summary>
    public async Task<LiveNumbers?> ReadAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();

        // One window more: lines of clocks that are a little ahead.
        RecentCells recent = await _windows.ReadAsync(now.ToUnixTimeSeconds() + 1, cancellationToken);
        if (recent.Cells.Count == 0)
        {
            return null;
        }

        long tableSeconds = (long)Windows(TableSeconds, windowSeconds) * windowSeconds;
        var table = recent.Range with { FromSeconds = recent.Range.ToSeconds - tableSeconds };
        WindowAggregate? complete = NewestComplete(recent, now);
        return new LiveNumbers
        {
            Range = table,
            Seconds = Math.Max(1, (now - DateTimeOffset.FromUnixTimeSeconds(table.FromSeconds)).TotalSeconds),
            All = Sum(recent.Cells.Where(cell => cell.Dimension == Dimension.All && table.Contains(cell.Window))),
            Endpoints = Values(recent, table, Dimension.Endpoint),
            Regions = Values(recent, table, Dimension.Region),
            Statuses = Values(recent, table, Dimension.Status),
            Series = Series(recent),
            OpenWindows = recent.OpenWindows,
            Complete = complete,
            CompleteEndpointCount = recent.Cells.Count(cell => cell.Dimension == Dimension.Endpoint && cell.Window == complete?.Window),
        };
    }

    private static int Windows(int seconds, int windowSeconds) => Math.Max(2, (seconds + windowSeconds - 1) / windowSeconds);

    private WindowAggregate? NewestComplete(RecentCells recent, DateTimeOffset now)
    {
        long completeSeconds = (now - lateness).ToUnixTimeSeconds();
        return recent.Cells.LastOrDefault(cell =>
            cell.Dimension == Dimension.All && cell.Window.EndSeconds <= completeSeconds && !recent.OpenWindows.Contains(cell.Window));
    }

    private static IReadOnlyList<RangeAggregate> Values(RecentCells recent, WindowRange table, Dimension dimension) => WindowReader.Top(
        recent.Cells.Where(cell => cell.Dimension == dimension && table.Contains(cell.Window))
            .GroupBy(cell => cell.Value, StringComparer.Ordinal)
            .Select(cells => new RangeAggregate(dimension, cells.Key, Sum(cells), cells.Count())),
        int.MaxValue,
        TopBy.Requests);

    private static List<WindowAggregate> Series(RecentCells recent)
    {
        var byWindow = recent.Cells.Where(cell => cell.Dimension == Dimension.All).ToDictionary(cell => cell.Window);
        List<WindowAggregate> series = [];
        for (long start = recent.Range.FromSeconds; start < recent.Range.ToSeconds; start += recent.Range.WindowSeconds)
        {
            var window = new WindowKey(recent.Range.WindowSeconds, start);
            series.Add(
                byWindow.GetValueOrDefault(window) ?? new WindowAggregate(window, Dimension.All, DimensionNames.AllValue, new Cell()));
        }

        return series;
    }

    private static Cell Sum(IEnumerable<WindowAggregate> cells)
    {
        var sum = new Cell();
        foreach (WindowAggregate cell in cells)
        {
            sum.Merge(cell.Cell);
        }

        return sum;
    }
}
