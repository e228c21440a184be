using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// One row of table Windows: what one shard's one segment counted for one value in one window. The rows of a window add up
/// (<see cref="WindowReader"/> does it). The cell is the store's: read it, never change it.
/// </summary>
public sealed record WindowRow
{
    /// <summary>Size and start of the window.</summary>
    public required WindowKey Window { get; init; }

    /// <summary>What is counted by.</summary>
    public required Dimension Dimension { get; init; }

    /// <summary>The endpoint, region, status or reason; text from a log, to be escaped wherever it is shown.</summary>
    public required string Value { get; init; }

    /// <summary>The ledger that froze it: a shard's, or that of its larger windows.</summary>
    public required ShardKey Ledger { get; init; }

    /// <summary>Number of the segment within the ledger.</summary>
    public required long Segment { get; init; }

    /// <summary>The counts.</summary>
    public required Cell Cell { get; init; }

    /// <summary>When the row stops to exist for readers, seconds since the Unix epoch.</summary>
    public required long ExpiresAtSeconds { get; init; }

    /// <summary>Whether it is a row of the table, and not what a ledger holds, as a row.</summary>
    internal bool IsStored => ExpiresAtSeconds != NeverStored;

    /// <summary>Expiry of what is not in the table.</summary>
    internal const long NeverStored = long.MaxValue;
}
