using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Support;

/// <summary>The slow, obvious way: every line straight into every cell of every window size. What the segments of a ledger must add up to.</summary>
internal sealed class SlowWindows(params int[] windowSeconds)
{
    public Dictionary<(WindowKey Window, Dimension Dimension, string Value), Cell> Cells { get; } = [];

    public void Add(TestLine line, long arrivalMs)
    {
        foreach (int seconds in windowSeconds)
        {
            if (line.Reason is not null)
            {
                CellOf(WindowKey.Containing(seconds, arrivalMs), Dimension.Reject, line.Reason).Requests++;
                continue;
            }

            WindowKey window = WindowKey.Containing(seconds, line.TimestampMs);
            string endpoint = EndpointOf(line.Method, line.Target);
            Add(CellOf(window, Dimension.All, DimensionNames.AllValue), line);
            Add(CellOf(window, Dimension.Endpoint, endpoint), line);
            Add(CellOf(window, Dimension.Region, line.Region.Length == 0 ? DimensionNames.NoRegion : line.Region), line);
            Add(CellOf(window, Dimension.Status, line.Status.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)), line);
        }
    }

    public void Add(Segment segment)
    {
        foreach (WindowCell cell in segment.Cells)
        {
            CellOf(segment.Window, cell.Dimension, cell.Value).Merge(cell.Cell);
        }
    }

    /// <summary>The endpoint of the tests' ledgers: method and path without the query, nothing templated.</summary>
    public static string EndpointOf(string method, string target) =>
        method.Length + target.Length == 0 ? DimensionNames.NoEndpoint : $"{method} {target.Split('?')[0]}";

    /// <summary>Everything in words, in order, for comparison.</summary>
    public string[] Describe() => [.. Cells
        .Select(entry => $"{entry.Key.Window} {entry.Key.Dimension} {entry.Key.Value}: {Describe(entry.Value)}")
        .Order(StringComparer.Ordinal)];

    public static string Describe(Cell cell) =>
        $"n={cell.Requests} 1xx={cell.Status1xx} 2xx={cell.Status2xx} 3xx={cell.Status3xx} 4xx={cell.Status4xx} 5xx={cell.Status5xx} other={cell.StatusOther} "
        + $"bytes={cell.Bytes} latency={cell.LatencyCount}/{cell.LatencySumUs}/{cell.LatencyMinUs}/{cell.LatencyMaxUs} {Convert.ToHexString(cell.Latency.ToArray())}";

    private static void Add(Cell cell, TestLine line)
    {
        cell.Requests++;
        cell.Bytes += line.Bytes;
        _ = (line.Status / 100) switch
        {
            1 => cell.Status1xx++,
            2 => cell.Status2xx++,
            3 => cell.Status3xx++,
            4 => cell.Status4xx++,
            5 => cell.Status5xx++,
            _ => cell.StatusOther++,
        };
        if (line.LatencyUs >= 0)
        {
            cell.LatencyMinUs = cell.LatencyCount == 0 ? line.LatencyUs : Math.Min(cell.LatencyMinUs, line.LatencyUs);
            cell.LatencyMaxUs = Math.Max(cell.LatencyMaxUs, line.LatencyUs);
            cell.LatencySumUs += line.LatencyUs;
            cell.Latency.Add(line.LatencyUs);
        }
    }

    private Cell CellOf(WindowKey window, Dimension dimension, string value)
    {
        if (!Cells.TryGetValue((window, dimension, value), out Cell? cell))
        {
            Cells.Add((window, dimension, value), cell = new Cell());
        }

        return cell;
    }
}
