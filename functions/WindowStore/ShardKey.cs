namespace LogFunctions.WindowStore;

/// <summary>One shard of one stream. Written as <c>stream#shardId</c>; Kinesis allows no <c>#</c> in either name.</summary>
public readonly record struct ShardKey(string Stream, string ShardId)
{
    /// <summary>The partition key of the shard's ledger.</summary>
    public override string ToString() => string.Concat(Stream, "#", ShardId);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">There is no <c>#</c> with text on both sides.</exception>
    public static ShardKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int separator = text.IndexOf('#', StringComparison.Ordinal);
        return separator > 0 && separator < text.Length - 1
            ? new ShardKey(text[..separator], text[(separator + 1)..])
            : throw new FormatException($"'{text}' is not a ledger key; expected 'stream#shardId'.");
    }
}
