using LogFunctions.Hosting;

namespace LogFunctions.Archiver;

/// <summary>Writes the figures of a batch as one line of embedded metrics.</summary>
/// <param name="metrics">Where it goes.</param>
public sealed class ArchiveMetrics(EmbeddedMetricWriter metrics) : IArchiveMetrics
{
    private static readonly MetricSet s_totals = new(
        dimensions: [],
        [
            ("LinesArchived", MetricUnit.Count),
            ("BytesArchived", MetricUnit.Bytes),
            ("ArchiverIteratorAge", MetricUnit.Milliseconds),
        ],
        properties: ["Records", "RecordsDuplicate", "Objects", "BatchMs"]);

    /// <inheritdoc/>
    public void Write(ArchiveResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        metrics.Add(
            s_totals,
            [],
            [result.LinesArchived, result.BytesArchived, result.IteratorAgeMs, result.Records, result.RecordsDuplicate, result.Objects, Math.Round(result.BatchMs, 3)]);
        metrics.Flush();
    }
}
