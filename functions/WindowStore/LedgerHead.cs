namespace LogFunctions.WindowStore;

/// <summary>What the sweep needs to know of a ledger without reading its blob. May be slightly older than the ledger.</summary>
public sealed record LedgerHead
{
    /// <summary>Whose ledger it is.</summary>
    public required ShardKey Shard { get; init; }

    /// <inheritdoc cref="LedgerItem.Version"/>
    public required long Version { get; init; }

    /// <inheritdoc cref="LedgerItem.UpdatedAtMs"/>
    public required long UpdatedAtMs { get; init; }

    /// <inheritdoc cref="LedgerItem.HasOpenWindows"/>
    public required bool HasOpenWindows { get; init; }

    /// <inheritdoc cref="LedgerItem.HasOutbox"/>
    public required bool HasOutbox { get; init; }
}
