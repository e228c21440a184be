using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// Answers questions from rows: adds up shards, segments and windows. Adding is exact; quantiles of the sum have the same
/// 1 % error as those of one row. Without ledgers it knows closed windows only, and reads are eventually consistent. With ledgers that
/// were read before (<see cref="LiveLedgers.ReadAsync"/>) every answer is exactly the lines up to their positions. Safe for concurrent
/// use. Lists of endpoints, regions and statuses always add up to <see cref="Dimension.All"/>: what belongs to values that are not
/// listed, because they are rare and there are too many of them, is in the entry <see cref="DimensionNames.Other"/>.
/// </summary>
/// <param name="store">The rows.</param>
/// <param name="parallelQueries">Values asked for at once, 1..256.</param>
/// <param name="live">What is not in rows yet; null = closed windows only.</param>
/// <param name="stream">Only what came through this stream; null = all streams that share the tables, added up.</param>
public sealed class WindowReader(IWindowStore store, int parallelQueries = 16, LiveLedgers? live = null, string? stream = null)
{
    /// <summary>Default of <see cref="MaxValues"/>.</summary>
    public const int DefaultMaxValues = 10_000;

    // Rows waiting between the queries and the reader of StreamAsync, a few hundred bytes to some KB each.
    private const int StreamBufferRows = 1024;

    private readonly int _parallelQueries = parallelQueries is >= 1 and <= 256
        ? parallelQueries
        : throw new ArgumentOutOfRangeException(nameof(parallelQueries), parallelQueries, "1 to 256 queries may run at once.");

    /// <summary>
    /// Most values that one list asks for, 1 or more: each is a query. The busiest are taken, by the requests they were listed with; the
    /// others are in <see cref="DimensionNames.Other"/>.
    /// </summary>
    public int MaxValues { get; init; } = DefaultMaxValues;

    /// <summary>One entry per window and value, in order of window start, then value.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="value">One value, or null for all values of the dimension.</param>
    /// <param name="range">The windows.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<WindowAggregate>> ReadAsync(
        Dimension dimension, string? value, WindowRange range, CancellationToken cancellationToken)
    {
        Dictionary<(long StartSeconds, string Value), Cell> cells = [];
        IReadOnlyList<WindowAggregate> whole = value is null && AddsUp(dimension)
            ? await ReadAsync(Dimension.All, DimensionNames.AllValue, range, cancellationToken)
            : [];
        await foreach (WindowRow row in RowsAsync(dimension, value, range, where: null, cancellationToken))
        {
            CellOf(cells, (row.Window.StartSeconds, row.Value)).Merge(row.Cell);
        }

        ILookup<long, Cell> listed = cells.ToLookup(pair => pair.Key.StartSeconds, pair => pair.Value);
        foreach (WindowAggregate window in whole)
        {
            if (Rest(window.Cell, listed[window.Window.StartSeconds]) is { } rest)
            {
                CellOf(cells, (window.Window.StartSeconds, DimensionNames.Other)).Merge(rest);
            }
        }

        return
        [
            .. cells.OrderBy(pair => pair.Key.StartSeconds).ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Select(pair => new WindowAggregate(
                    new WindowKey(range.WindowSeconds, pair.Key.StartSeconds), dimension, pair.Key.Value, pair.Value)),
        ];
    }

    /// <summary>The whole range as one entry; all counts are 0 when there are no rows.</summary>
    public async Task<RangeAggregate> TotalAsync(Dimension dimension, string value, WindowRange range, CancellationToken cancellationToken)
    {
        var total = new Total();
        await foreach (WindowRow row in RowsAsync(dimension, value, range, where: null, cancellationToken))
        {
            total.Add(row);
        }

        return new RangeAggregate(dimension, value, total.Cell, total.Starts.Count);
    }

    /// <summary>The whole range, one entry per value, in ordinal order of the values; values without rows are left out.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="range">The windows.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <param name="where">
    /// Only values for which it is true; null = all, and what belongs to values that are not listed as <c>(other)</c>.
    /// </param>
    public async Task<IReadOnlyList<RangeAggregate>> TotalsAsync(
        Dimension dimension, WindowRange range, CancellationToken cancellationToken, Func<string, bool>? where = null)
    {
        // Before its parts: what is published meanwhile is then rather in them.
        RangeAggregate? whole = where is null && AddsUp(dimension)
            ? await TotalAsync(Dimension.All, DimensionNames.AllValue, range, cancellationToken)
            : null;
        Dictionary<string, Total> totals = new(StringComparer.Ordinal);
        await foreach (WindowRow row in RowsAsync(dimension, value: null, range, where, cancellationToken))
        {
            CellOf(totals, row.Value).Add(row);
        }

        List<RangeAggregate> entries =
        [
            .. totals.Where(pair => pair.Key != DimensionNames.Other)
                .Select(pair => new RangeAggregate(dimension, pair.Key, pair.Value.Cell, pair.Value.Starts.Count)),
        ];
        if (OtherOf(dimension, totals, whole) is { } other)
        {
            entries.Add(other);
        }

        return [.. entries.OrderBy(entry => entry.Value, StringComparer.Ordinal)];
    }

    /// <summary>The greatest values of the range, greatest first; of equal ones that with more requests, then in ordinal order.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="count">Entries wanted, 1 or more.</param>
    /// <param name="by">What they are compared by.</param>
    /// <param name="range">The windows.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<RangeAggregate>> TopAsync(
        Dimension dimension, int count, TopBy by, WindowRange range, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Top(await TotalsAsync(dimension, range, cancellationToken), count, by);
    }

    /// <summary>The greatest of entries at hand, greatest first; of equal ones that with more requests, then in ordinal order.</summary>
    public static IReadOnlyList<RangeAggregate> Top(IEnumerable<RangeAggregate> entries, int count, TopBy by) =>
    [
        .. entries.OrderByDescending(entry => Measure(entry.Cell, by)).ThenByDescending(entry => entry.Cell.Requests)
            .ThenBy(entry => entry.Value, StringComparer.Ordinal).Take(count),
    ];

    /// <summary>
    /// What a whole has beyond its parts, null when they are the whole: counts and sketch are exact, minimum and maximum within 1 %.
    /// </summary>
    public static Cell? Rest(Cell whole, IEnumerable<Cell> parts)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(parts);
        var sum = new Cell();
        foreach (Cell part in parts)
        {
            sum.Merge(part);
        }

        return whole.Requests > sum.Requests ? CellRules.Difference(whole, sum) : null;
    }

    /// <summary>Values of the dimension that are listed for the windows, or are in ledgers, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> ListValuesAsync(Dimension dimension, WindowRange range, CancellationToken cancellationToken) =>
        [.. (await FindValuesAsync(dimension, range, cancellationToken)).Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Every row of some dimensions, in no order, as the queries (one per value of the catalog, some at once) bring them; for
    /// whoever reads everything and keeps little. Memory is bounded; leaving the loop early ends the queries.
    /// </summary>
    /// <param name="dimensions">The dimensions.</param>
    /// <param name="range">The windows.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <param name="unlisted">Values to be asked for besides those that are listed; null = none.</param>
    public IAsyncEnumerable<WindowRow> StreamAsync(
        IReadOnlyList<Dimension> dimensions,
        WindowRange range,
        CancellationToken cancellationToken,
        Func<Dimension, IEnumerable<string>>? unlisted = null) =>
        StreamAsync(QueriesAsync(dimensions, range, unlisted, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<WindowRow> StreamAsync(
        IAsyncEnumerable<RowQuery> asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<WindowRow> rows = Channel.CreateBounded<WindowRow>(new BoundedChannelOptions(StreamBufferRows) { SingleReader = true });
        Task queries = FillAsync(rows.Writer, asked, stop.Token);
        try
        {
            // A failed query completes the channel with its exception, which ends this loop.
            await foreach (WindowRow row in rows.Reader.ReadAllAsync(cancellationToken))
            {
                yield return row;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await queries;
        }
    }

    private IAsyncEnumerable<WindowRow> RowsAsync(
        Dimension dimension, string? value, WindowRange range, Func<string, bool>? where, CancellationToken cancellationToken) =>
        value is null
            ? StreamAsync(BusiestQueriesAsync(dimension, range, where, cancellationToken), cancellationToken)
            : QueryAsync(QueryOf(range, dimension, value), cancellationToken);

    // Endpoints, regions and statuses each add up to all.
    private static bool AddsUp(Dimension dimension) => dimension is Dimension.Endpoint or Dimension.Region or Dimension.Status;

    private static RangeAggregate? OtherOf(Dimension dimension, Dictionary<string, Total> totals, RangeAggregate? whole)
    {
        Total? own = totals.GetValueOrDefault(DimensionNames.Other);
        Cell? rest = whole is null ? null : Rest(whole.Cell, totals.Values.Select(total => total.Cell));
        if (rest is null)
        {
            return own is null ? null : new RangeAggregate(dimension, DimensionNames.Other, own.Cell, own.Starts.Count);
        }

        if (own is not null)
        {
            rest.Merge(own.Cell);
        }

        return new RangeAggregate(dimension, DimensionNames.Other, rest, whole!.WindowCount);
    }

    private RowQuery QueryOf(WindowRange range, Dimension dimension, string value) =>
        new(range.WindowSeconds, dimension, value, range.FromSeconds, range.ToSeconds, IsConsistent: live is not null);

    // The rows, and what is not in rows yet.
    private async IAsyncEnumerable<WindowRow> QueryAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (WindowRow row in store.QueryRowsAsync(query, cancellationToken))
        {
            if (IsOfStream(row) && (live is null || await live.IncludesAsync(row, cancellationToken)))
            {
                yield return row;
            }
        }

        foreach (WindowRow row in live?.Rows(query) ?? [])
        {
            if (IsOfStream(row))
            {
                yield return row;
            }
        }
    }

    private bool IsOfStream(WindowRow row) => stream is null || row.Ledger.Stream == stream;

    /// <summary>Never fails itself: what goes wrong goes to the reader through the channel.</summary>
    private async Task FillAsync(ChannelWriter<WindowRow> rows, IAsyncEnumerable<RowQuery> queries, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = _parallelQueries, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(queries, options, async (query, token) =>
            {
                await foreach (WindowRow row in QueryAsync(query, token))
                {
                    await rows.WriteAsync(row, token);
                }
            });
            rows.Complete();
        }
        catch (Exception exception)
        {
            rows.Complete(exception);
        }
    }

    private async IAsyncEnumerable<RowQuery> QueriesAsync(
        IReadOnlyList<Dimension> dimensions,
        WindowRange range,
        Func<Dimension, IEnumerable<string>>? unlisted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Dimension dimension in dimensions)
        {
            IEnumerable<string> values = await ListValuesAsync(dimension, range, cancellationToken);
            IEnumerable<string> more = (unlisted?.Invoke(dimension) ?? []).Select(TableSchema.StoredValue);
            foreach (string value in values.Union(more, StringComparer.Ordinal))
            {
                yield return QueryOf(range, dimension, value);
            }
        }
    }

    private async IAsyncEnumerable<RowQuery> BusiestQueriesAsync(
        Dimension dimension, WindowRange range, Func<string, bool>? where, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, long>> values = await FindValuesAsync(dimension, range, cancellationToken);
        values = where is null ? values : values.Where(pair => where(pair.Key));
        foreach ((string value, _) in values.OrderByDescending(pair => pair.Key == DimensionNames.Other ? long.MaxValue : pair.Value)
                     .ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxValues))
        {
            yield return QueryOf(range, dimension, value);
        }
    }

    // With the requests that are known of each: those it was listed with, and those that are not in rows yet.
    private async Task<Dictionary<string, long>> FindValuesAsync(
        Dimension dimension, WindowRange range, CancellationToken cancellationToken)
    {
        Dictionary<string, long> values = new(StringComparer.Ordinal);
        await foreach (ListedValue listed in store.ListValuesAsync(dimension, range, isConsistent: live is not null, cancellationToken))
        {
            values[listed.Value] = listed.Requests;
        }

        foreach (WindowRow row in live?.Rows(dimension, range) ?? [])
        {
            values[row.Value] = values.GetValueOrDefault(row.Value) + row.Cell.Requests;
        }

        return values;
    }

    private static TValue CellOf<TKey, TValue>(Dictionary<TKey, TValue> cells, TKey key)
        where TKey : notnull
        where TValue : new()
    {
        if (!cells.TryGetValue(key, out TValue? cell))
        {
            cells.Add(key, cell = new TValue());
        }

        return cell;
    }

    private static double Measure(Cell cell, TopBy by) => by switch
    {
        TopBy.Requests => cell.Requests,
        TopBy.Errors => cell.Status4xx + cell.Status5xx,
        TopBy.Errors5xx => cell.Status5xx,
        TopBy.ErrorRate => cell.Requests == 0 ? 0 : (double)(cell.Status4xx + cell.Status5xx) / cell.Requests,
        // NaN (no latency known) is less than every number.
        TopBy.P95 => cell.LatencyQuantileUs(0.95),
        TopBy.P99 => cell.LatencyQuantileUs(0.99),
        TopBy.Bytes => cell.Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "There is no such order."),
    };

    private sealed class Total
    {
        public Cell Cell { get; } = new();

        public HashSet<long> Starts { get; } = [];

        public void Add(WindowRow row)
        {
            Cell.Merge(row.Cell);
            Starts.Add(row.Window.StartSeconds);
        }
    }
}
