using System.Text;
using LogFunctions.Core.Sketches;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>Compares the rows of table Windows with the truth.</summary>
internal static class RowCheck
{
    // Limits of DynamoDB, bytes; names and numbers of a row's other attributes take less than the margin.
    private const int MaxPartitionKeyBytes = 2_048;
    private const int MaxSortKeyBytes = 1_024;
    private const int MaxItemBytes = 400 * 1_024;
    private const int OtherAttributesBytes = 512;

    /// <summary>
    /// Rows, summed over segments and shards, against the truth: cell by cell, sketches byte for byte; with
    /// <paramref name="folded"/> (more keys than the limit, so some lines count under "(other)") the cells of
    /// <c>all</c> and <c>reject</c>, and the sums of the other dimensions.
    /// </summary>
    public static HistoryResult Compare(
        IReadOnlyList<WindowRow> rows, Dictionary<TruthKey, TruthCell> truth, Dictionary<TruthKey, TruthCell> possible, bool folded)
    {
        Dictionary<TruthKey, Cell> cells = Merge(rows, folded);
        Dictionary<TruthKey, TruthCell> wanted = folded ? Fold(truth) : truth;
        Dictionary<TruthKey, TruthCell> beside = folded ? Fold(possible) : possible;
        string? first = rows.Select(FindTooLarge).FirstOrDefault(problem => problem is not null);
        long missing = 0;
        long extra = 0;
        foreach (TruthKey key in wanted.Keys.Union(cells.Keys))
        {
            Cell cell = cells.GetValueOrDefault(key) ?? new Cell();
            TruthCell expected = wanted.GetValueOrDefault(key) ?? new TruthCell();
            missing += Math.Max(0, expected.Requests - cell.Requests);
            TruthCell? mayCome = beside.GetValueOrDefault(key);
            extra += Math.Max(0, cell.Requests - expected.Requests - (mayCome?.Requests ?? 0));
            string? difference = mayCome is null ? FindDifference(expected, cell) : FindOutside(expected, mayCome, cell);
            first ??= difference is null ? null : $"{key}: {difference}";
        }

        return new HistoryResult(first, missing, extra);
    }

    /// <summary>Rows of the judged window sizes, summed over segments and shards.</summary>
    public static Dictionary<TruthKey, Cell> Merge(IReadOnlyList<WindowRow> rows, bool folded)
    {
        var cells = new Dictionary<TruthKey, Cell>();
        foreach (WindowRow row in rows.Where(row => Truth.WindowSizes.Contains(row.Window.WindowSeconds)))
        {
            var key = new TruthKey(row.Window.WindowSeconds, row.Window.StartSeconds, row.Dimension.Name(), FoldedValue(row.Dimension.Name(), row.Value, folded));
            if (!cells.TryGetValue(key, out Cell? cell))
            {
                cells.Add(key, cell = new Cell());
            }

            cell.Merge(row.Cell);
        }

        return cells;
    }

    private static Dictionary<TruthKey, TruthCell> Fold(Dictionary<TruthKey, TruthCell> truth)
    {
        var folded = new Dictionary<TruthKey, TruthCell>();
        foreach ((TruthKey key, TruthCell cell) in truth)
        {
            TruthKey foldedKey = key with { Value = FoldedValue(key.Dimension, key.Value, folded: true) };
            if (!folded.TryGetValue(foldedKey, out TruthCell? sum))
            {
                folded.Add(foldedKey, sum = new TruthCell());
            }

            sum.Add(cell);
        }

        return folded;
    }

    // Which of the endpoints and regions past the limit are folded depends on who came first; their sums don't.
    private static string FoldedValue(string dimension, string value, bool folded) =>
        folded && dimension is "endpoint" or "region" ? "(any)" : value;

    // Lines of batches that were given up may be in it or not, each of them.
    private static string? FindOutside(TruthCell expected, TruthCell mayCome, Cell cell)
    {
        var most = new TruthCell();
        most.Add(expected);
        most.Add(mayCome);
        return Numbers(expected, cell).Zip(Numbers(most, cell))
            .Where(pair => pair.First.IsSum && (pair.First.Found < pair.First.Expected || pair.First.Found > pair.Second.Expected))
            .Select(pair => $"{pair.First.What} is {pair.First.Found}, truth is {pair.First.Expected} to {pair.Second.Expected}").FirstOrDefault();
    }

    /// <summary>The first number of a cell that is not as it must be, in words; null when all are.</summary>
    public static string? FindDifference(TruthCell expected, Cell cell)
    {
        foreach ((string what, long wanted, long found, _) in Numbers(expected, cell))
        {
            if (wanted != found)
            {
                return $"{what} is {found}, truth is {wanted}";
            }
        }

        var sketch = new LatencySketch();
        expected.LatenciesUs.ForEach(latencyUs => sketch.Add(latencyUs));
        return sketch.ToArray().AsSpan().SequenceEqual(cell.Latency.ToArray()) ? null : "the sketch differs";
    }

    private static (string What, long Expected, long Found, bool IsSum)[] Numbers(TruthCell expected, Cell cell)
    {
        List<long> latencies = expected.LatenciesUs;
        return
        [
            ("requests", expected.Requests, cell.Requests, true),
            ("s1xx", expected.StatusClasses[0], cell.Status1xx, true),
            ("s2xx", expected.StatusClasses[1], cell.Status2xx, true),
            ("s3xx", expected.StatusClasses[2], cell.Status3xx, true),
            ("s4xx", expected.StatusClasses[3], cell.Status4xx, true),
            ("s5xx", expected.StatusClasses[4], cell.Status5xx, true),
            ("sOther", expected.StatusClasses[5], cell.StatusOther, true),
            ("bytes", expected.Bytes, cell.Bytes, true),
            ("latencyCount", latencies.Count, cell.LatencyCount, true),
            ("latencySumUs", latencies.Sum(), cell.LatencySumUs, true),
            ("latencyMinUs", latencies.Count == 0 ? 0 : latencies.Min(), cell.LatencyMinUs, false),
            ("latencyMaxUs", latencies.Count == 0 ? 0 : latencies.Max(), cell.LatencyMaxUs, false),
        ];
    }

    /// <summary>What of a row does not fit DynamoDB, in words; null when all does.</summary>
    public static string? FindTooLarge(WindowRow row)
    {
        int partitionBytes = Encoding.UTF8.GetByteCount(TableSchema.RowPartition(row.Window.WindowSeconds, row.Dimension, row.Value));
        int sortBytes = Encoding.UTF8.GetByteCount(TableSchema.RowSort(row.Window, row.Ledger, row.Segment));
        int itemBytes = partitionBytes + sortBytes + row.Cell.Latency.EncodedMaxBytes + OtherAttributesBytes;
        return partitionBytes > MaxPartitionKeyBytes || sortBytes > MaxSortKeyBytes || itemBytes > MaxItemBytes
            ? $"a row of {row.Dimension.Name()} {row.Value} is too large for DynamoDB: keys of {partitionBytes} and {sortBytes} bytes, item of {itemBytes}"
            : null;
    }
}
