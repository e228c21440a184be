using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// The newest windows up to this moment, for whoever looks again and again. Every look reads the ledgers; rows are read again only when a
/// window was frozen since, for nothing else changes them. Every answer is exactly the lines up to the ledgers' positions. Not for
/// concurrent use.
/// </summary>
/// <param name="store">The tables.</param>
/// <param name="windowSeconds">Size of the windows, seconds.</param>
/// <param name="windowCount">How many of them, 1 or more.</param>
/// <param name="dimensions">What is counted by.</param>
public sealed class RecentWindows(IWindowStore store, int windowSeconds, int windowCount, params IReadOnlyList<Dimension> dimensions)
{
    private readonly int _windowCount = windowCount >= 1
        ? windowCount
        : throw new ArgumentOutOfRangeException(nameof(windowCount), windowCount, "At least one window.");

    private readonly Dictionary<CellKey, Cell> _rows = [];
    private LiveLedgers? _ledgersOfRows;
    private long _rowsFromSeconds;

    /// <summary>The windows up to the one that holds the last instant before <paramref name="toSeconds"/>.</summary>
    /// <param name="toSeconds">Seconds since the Unix epoch; the clock, as a rule.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="StoreUnavailableException">A table did not answer.</exception>
    public async Task<RecentCells> ReadAsync(long toSeconds, CancellationToken cancellationToken)
    {
        LiveLedgers live = await LiveLedgers.ReadAsync(store, cancellationToken);
        long to = (toSeconds + windowSeconds - 1) / windowSeconds * windowSeconds;
        var range = new WindowRange(windowSeconds, Math.Max(0, to - ((long)_windowCount * windowSeconds)), to);
        if (_ledgersOfRows?.HasSameRows(windowSeconds, live) != true || range.FromSeconds < _rowsFromSeconds)
        {
            await ReadRowsAsync(live, range.FromSeconds, cancellationToken);
        }

        return new RecentCells(range, Cells(live, range), [.. live.OpenWindows(windowSeconds).Where(range.Contains)], live.Positions);
    }

    private async Task ReadRowsAsync(LiveLedgers live, long fromSeconds, CancellationToken cancellationToken)
    {
        // To the end of time: windows that the clock has not reached yet come into sight without another read.
        _ledgersOfRows = null;
        _rows.Clear();
        var reader = new WindowReader(store, live: live);
        var range = new WindowRange(windowSeconds, fromSeconds, long.MaxValue);
        await foreach (WindowRow row in reader.StreamAsync(dimensions, range, cancellationToken))
        {
            if (row.IsStored)
            {
                Add(_rows, row);
            }
        }

        _ledgersOfRows = live;
        _rowsFromSeconds = fromSeconds;
    }

    private List<WindowAggregate> Cells(LiveLedgers live, WindowRange range)
    {
        // What the rows hold stays as it is: it is merged into cells of this answer where ledgers have more.
        Dictionary<CellKey, Cell> cells = [];
        foreach (WindowRow row in dimensions.SelectMany(dimension => live.Rows(dimension, range)))
        {
            Add(cells, row);
        }

        foreach ((CellKey key, Cell cell) in _rows.Where(row => range.Contains(row.Key.Window)))
        {
            if (cells.TryGetValue(key, out Cell? open))
            {
                open.Merge(cell);
            }
            else
            {
                cells.Add(key, cell);
            }
        }

        return
        [
            .. cells.OrderBy(pair => pair.Key.Window.StartSeconds).ThenBy(pair => pair.Key.Dimension)
                .ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Select(pair => new WindowAggregate(pair.Key.Window, pair.Key.Dimension, pair.Key.Value, pair.Value)),
        ];
    }

    private static void Add(Dictionary<CellKey, Cell> cells, WindowRow row)
    {
        var key = new CellKey(row.Window, row.Dimension, row.Value);
        if (!cells.TryGetValue(key, out Cell? cell))
        {
            cells.Add(key, cell = new Cell());
        }

        cell.Merge(row.Cell);
    }

    private readonly record struct CellKey(WindowKey Window, Dimension Dimension, string Value);
}
