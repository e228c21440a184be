using LogFunctions.Core.Ledger;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>A shard's larger windows of one size as this instance believes they are stored.</summary>
internal sealed class CachedRollup(ShardKey key, RollupLedger ledger, long version)
{
    public ShardKey Key { get; } = key;

    public RollupLedger Ledger { get; } = ledger;

    /// <summary>Version of the stored item the ledger equals; 0 = none is stored.</summary>
    public long Version { get; set; } = version;

    /// <summary>The ledger of a stored item.</summary>
    /// <exception cref="UnreadableLedgerException">It cannot be read; the message says what was found and what to do.</exception>
    public static CachedRollup Read(ShardKey key, LedgerItem item, LedgerContext context)
    {
        try
        {
            return new CachedRollup(key, RollupLedger.Decode(item.Blob.Span, context), item.Version);
        }
        catch (FormatException exception)
        {
            throw new UnreadableLedgerException(
                $"The ledger of {key} (version {item.Version}, {item.Blob.Length} bytes) cannot be read: {exception.Message} Its shard waits; "
                + "what to do stands in docs/operations.md under 'A ledger cannot be read'.",
                exception);
        }
    }
}
