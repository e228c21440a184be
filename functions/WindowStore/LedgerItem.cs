using LogFunctions.Core.Ledger;

namespace LogFunctions.WindowStore;

/// <summary>
/// The stored state of one shard, or of its larger windows of one size: everything counted so far that is not yet in rows, and how far it
/// was read.
/// </summary>
public sealed record LedgerItem
{
    /// <summary>Largest blob that is stored, bytes. DynamoDB's item limit is 400 KB (409,600 B) with names and keys.</summary>
    public const int MaxBlobBytes = 400_000;

    /// <summary>Number of writes this ledger has seen; 1 for the first. The condition of every write is about it.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// The last record that is counted in the blob or in rows; none in a ledger of larger windows, whose position is in the blob.
    /// </summary>
    public required SequenceNumber LastSequenceNumber { get; init; }

    /// <summary>Arrival clock of the writer, milliseconds since the Unix epoch; the sweep finds quiet shards by it.</summary>
    public required long UpdatedAtMs { get; init; }

    /// <summary>The blob holds windows that are not frozen yet.</summary>
    public required bool HasOpenWindows { get; init; }

    /// <summary>The blob holds segments that may not be published yet.</summary>
    public required bool HasOutbox { get; init; }

    /// <summary>
    /// What the shard received lately (<see cref="ShardHeat.Encode"/>), beside the blob, so that it can be read without it; empty in a
    /// ledger of larger windows, and when nothing arrived yet. At most some 300 bytes.
    /// </summary>
    public ReadOnlyMemory<byte> Heat { get; init; }

    /// <summary>The encoded ledger; opaque to the store, at most <see cref="MaxBlobBytes"/>.</summary>
    public required ReadOnlyMemory<byte> Blob { get; init; }
}
