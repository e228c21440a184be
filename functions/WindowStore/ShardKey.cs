using System.Globalization;

namespace LogFunctions.WindowStore;

/// <summary>
/// A ledger: one shard of one stream, or its larger windows of one size. Written as <c>stream#shardId</c> or <c>stream#shardId#3600</c>;
/// Kinesis allows no <c>#</c> in either name.
/// </summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="ShardId">Id of the shard.</param>
/// <param name="WindowSeconds">Size of the larger windows; 0 = the shard's own ledger.</param>
public readonly record struct ShardKey(string Stream, string ShardId, int WindowSeconds = 0)
{
    /// <summary>Whether this is the ledger of larger windows.</summary>
    public bool IsRollup => WindowSeconds != 0;

    /// <summary>The shard's own ledger.</summary>
    public ShardKey Shard => this with { WindowSeconds = 0 };

    /// <summary>The partition key of the ledger.</summary>
    public override string ToString() => IsRollup
        ? string.Create(CultureInfo.InvariantCulture, $"{Stream}#{ShardId}#{WindowSeconds}")
        : string.Concat(Stream, "#", ShardId);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">There is no <c>#</c> with text on both sides, or no size behind a second one.</exception>
    public static ShardKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out ShardKey key)
            ? key
            : throw new FormatException($"'{text}' is not a ledger key; expected 'stream#shardId' or 'stream#shardId#windowSeconds'.");
    }

    /// <summary>The same, without an exception.</summary>
    public static bool TryParse(string text, out ShardKey key)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('#');
        int windowSeconds = 0;
        bool isKey = parts.Length is 2 or 3 && parts[0].Length > 0 && parts[1].Length > 0
            && (parts.Length == 2
                || (int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out windowSeconds) && windowSeconds > 0));
        key = isKey ? new ShardKey(parts[0], parts[1], windowSeconds) : default;
        return isKey;
    }
}
