using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// Answers questions from rows: adds up shards, segments and windows. Adding is exact; quantiles of the sum have the same
/// 1 % error as those of one row. Without ledgers it knows closed windows only, and reads are eventually consistent. With ledgers that were read
/// before (<see cref="LiveLedgers.ReadAsync"/>) every answer is exactly the lines up to their positions. Safe for concurrent use.
/// </summary>
/// <param name="store">The rows.</param>
/// <param name="parallelQueries">Values asked for at once, 1..256.</param>
/// <param name="live">What is not in rows yet; null = closed windows only.</param>
public sealed class WindowReader(IWindowStore store, int parallelQueries = 16, LiveLedgers? live = null)
{
    // Rows waiting between the queries and the reader of StreamAsync, a few hundred bytes to some KB each.
    private const int StreamBufferRows = 1024;

    private readonly int _parallelQueries = parallelQueries is >= 1 and <= 256
        ? parallelQueries
        : throw new ArgumentOutOfRangeException(nameof(parallelQueries), parallelQueries, "1 to 256 queries may run at once.");

    /// <summary>One entry per window and value, in order of window start, then value.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="value">One value, or null for all values of the dimension.</param>
    /// <param name="range">The windows.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<WindowAggregate>> ReadAsync(
        Dimension dimension, string? value, WindowRange range, CancellationToken cancellationToken)
    {
        Dictionary<(long StartSeconds, string Value), Cell> cells = [];
        await foreach (WindowRow row in RowsAsync(dimension, value, range, cancellationToken))
        {
            CellOf(cells, (row.Window.StartSeconds, row.Value)).Merge(row.Cell);
        }

        return
        [
            .. cells.OrderBy(pair => pair.Key.StartSeconds).ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Select(pair => new WindowAggregate(new WindowKey(range.WindowSeconds, pair.Key.StartSeconds), dimension, pair.Key.Value, pair.Value)),
        ];
    }

    /// <summary>The whole range as one entry; all counts are 0 when there are no rows.</summary>
    public async Task<RangeAggregate> TotalAsync(Dimension dimension, string value, WindowRange range, CancellationToken cancellationToken)
    {
        var total = new Total();
        await foreach (WindowRow row in RowsAsync(dimension, value, range, cancellationToken))
        {
            total.Add(row);
        }

        return new RangeAggregate(dimension, value, total.Cell, total.Starts.Count);
    }

    /// <summary>The whole range, one entry per value, in ordinal order of the values; values without rows are left out.</summary>
    public async Task<IReadOnlyList<RangeAggregate>> TotalsAsync(Dimension dimension, WindowRange range, CancellationToken cancellationToken)
    {
        Dictionary<string, Total> totals = new(StringComparer.Ordinal);
        await foreach (WindowRow row in RowsAsync(dimension, value: null, range, cancellationToken))
        {
            CellOf(totals, row.Value).Add(row);
        }

        return
        [
            .. totals.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new RangeAggregate(dimension, pair.Key, pair.Value.Cell, pair.Value.Starts.Count)),
        ];
    }

    /// <summary>The greatest values of the range, greatest first; equal ones in ordinal order.</summary>
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

    /// <summary>The greatest of entries at hand, greatest first; equal ones in ordinal order.</summary>
    public static IReadOnlyList<RangeAggregate> Top(IEnumerable<RangeAggregate> entries, int count, TopBy by) =>
        [.. entries.OrderByDescending(entry => Measure(entry.Cell, by)).ThenBy(entry => entry.Value, StringComparer.Ordinal).Take(count)];

    /// <summary>Values of the dimension that may have rows in windows from <paramref name="fromSeconds"/> on.</summary>
    public IAsyncEnumerable<string> ListValuesAsync(Dimension dimension, long fromSeconds, CancellationToken cancellationToken) =>
        store.ListValuesAsync(dimension, fromSeconds, isConsistent: live is not null, cancellationToken);

    /// <summary>
    /// Every row of some dimensions, in no order, as the queries (one per value of the catalog, some at once) bring them; for
    /// whoever reads everything and keeps little. Memory is bounded; leaving the loop early ends the queries.
    /// </summary>
    public async IAsyncEnumerable<WindowRow> StreamAsync(
        IReadOnlyList<Dimension> dimensions, WindowRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<WindowRow> rows = Channel.CreateBounded<WindowRow>(new BoundedChannelOptions(StreamBufferRows) { SingleReader = true });
        Task queries = FillAsync(rows.Writer, dimensions, range, stop.Token);
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

    private IAsyncEnumerable<WindowRow> RowsAsync(Dimension dimension, string? value, WindowRange range, CancellationToken cancellationToken) =>
        value is null
            ? StreamAsync([dimension], range, cancellationToken)
            : QueryAsync(QueryOf(range, dimension, value), cancellationToken);

    private RowQuery QueryOf(WindowRange range, Dimension dimension, string value) =>
        new(range.WindowSeconds, dimension, value, range.FromSeconds, range.ToSeconds, IsConsistent: live is not null);

    // The rows, and what is not in rows yet.
    private async IAsyncEnumerable<WindowRow> QueryAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (WindowRow row in store.QueryRowsAsync(query, cancellationToken))
        {
            if (live is null || await live.IncludesAsync(row, cancellationToken))
            {
                yield return row;
            }
        }

        foreach (WindowRow row in live?.Rows(query) ?? [])
        {
            yield return row;
        }
    }

    /// <summary>Never fails itself: what goes wrong goes to the reader through the channel.</summary>
    private async Task FillAsync(ChannelWriter<WindowRow> rows, IReadOnlyList<Dimension> dimensions, WindowRange range, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = _parallelQueries, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(QueriesAsync(dimensions, range, cancellationToken), options, async (query, token) =>
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
        IReadOnlyList<Dimension> dimensions, WindowRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Dimension dimension in dimensions)
        {
            HashSet<string> unlisted = live is null ? [] : [.. live.Values(dimension, range.WindowSeconds)];
            await foreach (string value in ListValuesAsync(dimension, range.FromSeconds, cancellationToken))
            {
                unlisted.Remove(value);
                yield return QueryOf(range, dimension, value);
            }

            foreach (string value in unlisted)
            {
                yield return QueryOf(range, dimension, value);
            }
        }
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
