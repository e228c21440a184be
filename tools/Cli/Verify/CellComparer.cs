using LogFunctions.Core.Windows;
using LogFunctions.LogGenerator.Truth;

namespace LogFunctions.Cli.Verify;

/// <summary>Compares the cell of some rows with a cell of the truth.</summary>
internal static class CellComparer
{
    /// <summary>Quantiles may differ by this share of the exact value; everything else must be equal.</summary>
    public const double QuantileTolerance = 0.01;

    private static readonly TruthCell s_nothing = new() { Dimension = "", Value = "" };

    /// <summary>Measures that differ. A null side counts as zero.</summary>
    public static IEnumerable<(string Measure, double Expected, double Actual)> Compare(TruthCell? truth, Cell? rows)
    {
        truth ??= s_nothing;
        rows ??= new Cell();
        LatencyTruth latency = truth.Latency ?? new LatencyTruth();
        (string, long, long)[] counts =
        [
            ("requests", truth.Requests, rows.Requests),
            ("1xx", truth.Status1xx, rows.Status1xx),
            ("2xx", truth.Status2xx, rows.Status2xx),
            ("3xx", truth.Status3xx, rows.Status3xx),
            ("4xx", truth.Status4xx, rows.Status4xx),
            ("5xx", truth.Status5xx, rows.Status5xx),
            ("other", truth.StatusOther, rows.StatusOther),
            ("bytes", truth.Bytes, rows.Bytes),
            ("latencyCount", latency.Count, rows.LatencyCount),
            ("latencySumUs", latency.SumUs, rows.LatencySumUs),
            ("latencyMinUs", latency.MinUs, rows.LatencyMinUs),
            ("latencyMaxUs", latency.MaxUs, rows.LatencyMaxUs),
        ];
        foreach ((string measure, long expected, long actual) in counts)
        {
            if (expected != actual)
            {
                yield return (measure, expected, actual);
            }
        }

        // Quantiles of different numbers of values say nothing more.
        if (latency.Count == 0 || latency.Count != rows.LatencyCount)
        {
            yield break;
        }

        (string, double, long)[] quantiles = [("p50Us", 0.50, latency.P50Us), ("p95Us", 0.95, latency.P95Us), ("p99Us", 0.99, latency.P99Us)];
        foreach ((string measure, double quantile, long expected) in quantiles)
        {
            double actual = rows.LatencyQuantileUs(quantile);
            if (!(Math.Abs(actual - expected) <= expected * QuantileTolerance))
            {
                yield return (measure, expected, actual);
            }
        }
    }

    /// <summary>True when no count of the rows exceeds the truth's: what is missing may have been counted elsewhere.</summary>
    public static bool IsPart(TruthCell truth, Cell rows) =>
        rows.Requests <= truth.Requests && rows.Bytes <= truth.Bytes && rows.LatencyCount <= (truth.Latency?.Count ?? 0)
        && rows.Status1xx <= truth.Status1xx && rows.Status2xx <= truth.Status2xx && rows.Status3xx <= truth.Status3xx
        && rows.Status4xx <= truth.Status4xx && rows.Status5xx <= truth.Status5xx && rows.StatusOther <= truth.StatusOther;
}
