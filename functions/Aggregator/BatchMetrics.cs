using LogFunctions.Core.Parsing;
using LogFunctions.Hosting;

namespace LogFunctions.Aggregator;

/// <summary>
/// Writes the figures of a batch as embedded metrics: one line for the totals, and one per reject reason that occurred (dimension
/// <c>Reason</c>; the reasons are a fixed list, so the number of metrics is bounded). Sums at their end (<c>CellsSaturated</c>) have a line
/// of their own, since a metric that is never written costs nothing.
/// </summary>
/// <param name="metrics">Where the lines go.</param>
public sealed class BatchMetrics(EmbeddedMetricWriter metrics) : IBatchMetrics
{
    private static readonly MetricSet s_totals = new(
        dimensions: [],
        [
            ("LinesAccepted", MetricUnit.Count),
            ("LinesRejected", MetricUnit.Count),
            ("LinesLate", MetricUnit.Count),
            ("LinesFolded", MetricUnit.Count),
            ("RecordsDuplicate", MetricUnit.Count),
            ("LedgerBytes", MetricUnit.Bytes),
            ("BatchMs", MetricUnit.Milliseconds),
        ],
        properties: ["Records"],
        storageResolutionSeconds: 1);

    private static readonly MetricSet s_rejects = new(dimensions: ["Reason"], [("LinesRejected", MetricUnit.Count)], storageResolutionSeconds: 1);

    private static readonly MetricSet s_saturated = new(dimensions: [], [("CellsSaturated", MetricUnit.Count)], storageResolutionSeconds: 1);

    /// <inheritdoc/>
    public void Write(BatchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        metrics.Add(
            s_totals,
            [],
            [
                result.LinesAccepted,
                result.LinesRejected,
                result.LinesLate,
                result.LinesFolded,
                result.RecordsDuplicate,
                result.LedgerBytes,
                Math.Round(result.BatchMs, 3),
                result.Records,
            ]);
        for (int reason = 0; reason < result.RejectedByReason.Count; reason++)
        {
            if (result.RejectedByReason[reason] > 0)
            {
                metrics.Add(s_rejects, [((RejectReason)reason).Name()], [result.RejectedByReason[reason]]);
            }
        }

        if (result.CellsSaturated > 0)
        {
            metrics.Add(s_saturated, [], [result.CellsSaturated]);
        }

        metrics.Flush();
    }
}
