using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// The tables: one ledger per shard and one per size of its larger windows, changed by conditional write; and window rows, put
/// idempotently and read by value and time. Implemented by DynamoDB and by memory, held to the same laws by one contract suite. Safe for
/// concurrent use. Every call may throw <see cref="StoreUnavailableException"/> (throttled, unreachable or refused until the retry limit)
/// and, unless it says otherwise, <see cref="OperationCanceledException"/>.
/// </summary>
public interface IWindowStore
{
    /// <summary>The ledger as of the last successful write (strongly consistent); null when there is none.</summary>
    Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the ledger if its stored version is still <paramref name="expectedVersion"/> (0 = there must be none).
    /// False: the condition failed, so another writer was there, or an earlier attempt of this very write arrived although
    /// its answer was lost. In both cases the remedy is to read again. On any exception the write may or may not have
    /// happened, or may still happen.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The item's version is not expectedVersion + 1, or its blob is larger than <see cref="LedgerItem.MaxBlobBytes"/>.
    /// </exception>
    Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Every ledger there is, in no order, without blobs, eventually consistent.</summary>
    /// <exception cref="CorruptRowException">The table also holds an item that is no ledger; thrown behind the last ledger, names the
    /// item.</exception>
    IAsyncEnumerable<LedgerHead> ListLedgersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Every ledger there is, in no order, each as of some moment since the call (strongly consistent); for live reads. It reads all the
    /// blobs.
    /// </summary>
    IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts every cell of the segment as a row, then lists the values in the catalog. Idempotent: the same segment gives the
    /// same rows to the byte, however often, by whomever and in whatever order it is published. After an exception any part of the
    /// rows may be there; publish again. A catalog that does not take its lists is no reason to fail.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// Rows are left, because of the retry limit or because <paramref name="cancellationToken"/> ended; it says how many.
    /// </exception>
    Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken);

    /// <summary>The rows asked for in order of window start, then shard and segment; expired rows are left out.</summary>
    /// <exception cref="CorruptRowException">A stored row can't be read; it names the row.</exception>
    IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// The values of a dimension that are listed for windows of a range; each once, in ordinal order of its UTF-8 bytes. It may name more
    /// than have rows there. It names every value that had <see cref="WindowStoreOptions.CatalogMinRequests"/> requests in a segment, and
    /// the others as long as there are not too many of them; so a question about the last hour asks for no path that a scanner tried last
    /// year.
    /// </summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="range">The windows.</param>
    /// <param name="isConsistent">Whether every list that was stored before must be seen, at twice the price.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<ListedValue> ListValuesAsync(
        Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken);
}
