using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Histories;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>
/// The laws of windows with more names than the limit, name by name: who has a name counts nobody else's lines; nothing is folded as long as
/// there is room; and a window that had room for all is exact. That the sums are right is <see cref="RowCheck"/>'s.
/// </summary>
internal static class FoldCheck
{
    private static readonly Dimension[] s_dimensions = [Dimension.Endpoint, Dimension.Region];

    /// <summary>The first law that is broken, in words; null when all hold.</summary>
    public static string? Find(IReadOnlyList<WindowRow> rows, Dictionary<TruthKey, TruthCell> truth, int maxKeys) =>
        FindFoldedWithRoom(rows, maxKeys) ?? FindForeignLines(rows, truth, maxKeys);

    private static string? FindFoldedWithRoom(IReadOnlyList<WindowRow> rows, int maxKeys)
    {
        foreach (var segment in rows.Where(row => s_dimensions.Contains(row.Dimension)).GroupBy(row => (row.Window, row.Ledger, row.Segment, row.Dimension)))
        {
            int names = segment.Count(row => row.Value != DimensionNames.Other);
            if (names > maxKeys || (names < maxKeys && names < segment.Count()))
            {
                return $"segment {segment.Key.Segment} of {segment.Key.Ledger}, window {segment.Key.Window}, has {names} names of {segment.Key.Dimension.Name()}"
                    + $"{(names < segment.Count() ? " and (other)" : "")}; there is room for {maxKeys}";
            }
        }

        return null;
    }

    private static string? FindForeignLines(IReadOnlyList<WindowRow> rows, Dictionary<TruthKey, TruthCell> truth, int maxKeys)
    {
        Dictionary<(int, long, string), int> names = truth.Keys
            .GroupBy(key => (key.WindowSeconds, key.StartSeconds, key.Dimension))
            .ToDictionary(group => group.Key, group => group.Count());
        foreach ((TruthKey key, Cell cell) in RowCheck.Merge(rows, folded: false))
        {
            if (key.Dimension is not ("endpoint" or "region") || key.Value == DimensionNames.Other)
            {
                continue;
            }

            TruthCell expected = truth.GetValueOrDefault(key) ?? new TruthCell();
            bool hadRoom = names.GetValueOrDefault((key.WindowSeconds, key.StartSeconds, key.Dimension)) <= maxKeys;
            string? difference = hadRoom ? RowCheck.FindDifference(expected, cell) : FindExcess(expected, cell);
            if (difference is not null)
            {
                return $"{key}: {difference}";
            }
        }

        return null;
    }

    private static string? FindExcess(TruthCell expected, Cell cell)
    {
        (string What, long AtMost, long Found)[] numbers =
        [
            ("requests", expected.Requests, cell.Requests),
            ("s2xx", expected.StatusClasses[1], cell.Status2xx),
            ("s4xx", expected.StatusClasses[3], cell.Status4xx),
            ("s5xx", expected.StatusClasses[4], cell.Status5xx),
            ("bytes", expected.Bytes, cell.Bytes),
            ("latencyCount", expected.LatenciesUs.Count, cell.LatencyCount),
            ("latencySumUs", expected.LatenciesUs.Sum(), cell.LatencySumUs),
        ];
        return numbers.Where(number => number.Found > number.AtMost)
            .Select(number => $"{number.What} is {number.Found}, of the name's own lines it is at most {number.AtMost}").FirstOrDefault();
    }
}
