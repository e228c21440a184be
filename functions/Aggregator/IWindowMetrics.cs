using LogFunctions.Core.Ledger;

namespace LogFunctions.Aggregator;

/// <summary>
/// Metrics of finished windows: CloudWatch, or a test. Both calls return in any case: counting never waits for metrics and never fails for them.
/// </summary>
public interface IWindowMetrics
{
    /// <summary>Takes a segment that this instance froze, once the ledger with it is stored.</summary>
    void Add(Segment segment);

    /// <summary>Sends what was taken since the last call, at the end of an invocation; what cannot be sent is dropped.</summary>
    Task SendAsync(CancellationToken cancellationToken);
}
