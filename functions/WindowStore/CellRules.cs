using LogFunctions.Core.Sketches;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>Equality and difference of cells.</summary>
internal static class CellRules
{
    /// <summary>Same counts, same sketch to the byte.</summary>
    public static bool AreEqual(Cell left, Cell right) =>
        left.Requests == right.Requests
        && left.Status1xx == right.Status1xx
        && left.Status2xx == right.Status2xx
        && left.Status3xx == right.Status3xx
        && left.Status4xx == right.Status4xx
        && left.Status5xx == right.Status5xx
        && left.StatusOther == right.StatusOther
        && left.Bytes == right.Bytes
        && left.LatencyCount == right.LatencyCount
        && left.LatencySumUs == right.LatencySumUs
        && left.LatencyMinUs == right.LatencyMinUs
        && left.LatencyMaxUs == right.LatencyMaxUs
        && left.Latency.ToArray().AsSpan().SequenceEqual(right.Latency.ToArray());

    /// <summary>
    /// What a whole counts beyond a part of it, never below 0. Counts and sketch are exact; minimum and maximum are what the sketch's
    /// buckets say, within 1 %.
    /// </summary>
    public static Cell Difference(Cell whole, Cell part)
    {
        LatencySketch latency = LatencySketch.Difference(whole.Latency, part.Latency);
        var difference = new Cell
        {
            Requests = Less(whole.Requests, part.Requests),
            Status1xx = Less(whole.Status1xx, part.Status1xx),
            Status2xx = Less(whole.Status2xx, part.Status2xx),
            Status3xx = Less(whole.Status3xx, part.Status3xx),
            Status4xx = Less(whole.Status4xx, part.Status4xx),
            Status5xx = Less(whole.Status5xx, part.Status5xx),
            StatusOther = Less(whole.StatusOther, part.StatusOther),
            Bytes = Less(whole.Bytes, part.Bytes),
            Latency = latency,
        };
        if (latency.Count > 0)
        {
            difference.LatencySumUs = Less(whole.LatencySumUs, part.LatencySumUs);
            difference.LatencyMinUs = Math.Clamp((long)latency.QuantileUs(0), whole.LatencyMinUs, whole.LatencyMaxUs);
            difference.LatencyMaxUs = Math.Clamp((long)Math.Ceiling(latency.QuantileUs(1)), difference.LatencyMinUs, whole.LatencyMaxUs);
        }

        return difference;
    }

    private static long Less(long whole, long part) => Math.Max(0, whole - part);
}
