using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>What the function tells its log. Text that comes from log lines is escaped and cut.</summary>
/// <param name="log">Where it goes.</param>
public sealed class Log(FunctionLog log)
{
    private const int UnusualAttempt = 4;

    /// <summary>A log that keeps nothing.</summary>
    public static Log None { get; } = new(FunctionLog.None);

    public void RejectSample(RejectReason reason, ShardKey shard, ReadOnlySpan<byte> sequenceNumber, long line, ReadOnlySpan<byte> raw) =>
        log.Warn(101, $"rejected a line: {reason.Name()}; shard {shard}, record {Encoding.ASCII.GetString(sequenceNumber)}, line {line}: {FunctionLog.Quote(raw)}");

    /// <summary>
    /// A conditional write that lost is how instances of one shard take turns, so the first few are no news; more of them in one batch are.
    /// </summary>
    public void LedgerConflict(ShardKey shard, int attempt)
    {
        if (attempt >= UnusualAttempt)
        {
            log.Warn(102, $"another instance wrote the ledger of {shard}; reading it again (attempt {attempt})");
        }
    }

    public void AnswerLost(ShardKey shard, long version) =>
        log.Warn(103, $"the write of version {version} of the ledger of {shard} had succeeded though its answer was lost");

    public void PublishPostponed(ShardKey shard, int segments, Exception cause) =>
        log.Warn(104, $"{segments} segments of {shard} wait in its ledger to be published: {cause.Message}");

    /// <summary>Rows are there; until it works again, lists of values count rare new ones under <c>(other)</c>.</summary>
    public void CatalogPostponed(int lists, Exception? cause) =>
        log.Warn(105, $"{lists} lists of the catalog wait for the next segment: {cause?.Message ?? "the table left writes unprocessed (throttled)"}");

    /// <summary>Charts have a gap; rows have none.</summary>
    public void WindowMetricsDropped(int data, Exception? cause) =>
        log.Warn(106, $"metrics of finished windows are lost ({data} data): {cause?.Message ?? "too many at once"}");

    public void SweepFailed(ShardKey shard, Exception cause) =>
        log.Error(201, $"sweeping {shard} failed: {cause.GetType().Name}: {cause.Message}");

    public void ForeignLedgerItem(Exception cause) =>
        log.Error(202, $"the ledger table holds an item that is no ledger; the ledgers were swept: {cause.Message}");
}
