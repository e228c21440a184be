namespace LogFunctions.WindowStore;

/// <summary>What both stores demand of a ledger write.</summary>
internal static class LedgerRules
{
    public static void Check(ShardKey shard, LedgerItem item, long expectedVersion)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        if (item.Version != expectedVersion + 1)
        {
            throw new ArgumentException($"The ledger of {shard} has version {item.Version}; expected {expectedVersion + 1}.", nameof(item));
        }

        if (item.Blob.Length > LedgerItem.MaxBlobBytes)
        {
            throw new ArgumentException(
                $"The ledger of {shard} is {item.Blob.Length} bytes; at most {LedgerItem.MaxBlobBytes} fit an item.", nameof(item));
        }
    }
}
