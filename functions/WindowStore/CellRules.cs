using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>Equality of cells.</summary>
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
}
