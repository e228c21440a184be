namespace LogFunctions.LogGenerator.Packing;

/// <summary>How lines become Kinesis records.</summary>
public enum PackKind
{
    /// <summary>One line per record.</summary>
    None,

    /// <summary>Many lines per record, each ended by a newline.</summary>
    Lines,

    /// <summary>Like <see cref="Lines"/>, gzip-compressed.</summary>
    Gzip,

    /// <summary>Kinesis Producer Library aggregation: many user records of one line each.</summary>
    Kpl,
}

/// <summary>What the partition key of a record is made of.</summary>
public enum PartitionKind
{
    /// <summary>Another key for every record: even over the shards.</summary>
    Random,

    /// <summary>By client. With several lines per record clients share 64 keys, else nothing could be packed.</summary>
    Client,

    /// <summary>By endpoint: popular endpoints make hot shards.</summary>
    Endpoint,

    /// <summary>One key for everything: one hot shard.</summary>
    Constant,
}

/// <summary>How lines are packed and where the records go.</summary>
public sealed record PackOptions
{
    /// <summary>
    /// Records are closed at this size, so that each costs one PUT payload unit: AWS charges per started 25 KB, key included.
    /// </summary>
    public const int TargetRecordBytes = 24_900;

    /// <summary>Kinesis refuses larger records (data and key) on streams with the default maximum record size.</summary>
    public const int MaxRecordBytes = 1 << 20;

    /// <summary>Lines per gzip record when none are given: about <see cref="TargetRecordBytes"/> compressed.</summary>
    public const int DefaultGzipLines = 350;

    public PackKind Kind { get; init; } = PackKind.Lines;

    /// <summary>Most lines per record; null = as many as fit (gzip: <see cref="DefaultGzipLines"/>). 1..10,000.</summary>
    public int? LinesPerRecord { get; init; }

    public PartitionKind Partition { get; init; } = PartitionKind.Random;

    /// <summary>The key of <see cref="PartitionKind.Constant"/>, 1..256 characters.</summary>
    public string ConstantKey { get; init; } = "logs";
}

/// <summary>A record ready to be put.</summary>
/// <param name="Data">The bytes.</param>
/// <param name="PartitionKey">1..256 characters.</param>
/// <param name="Lines">Lines within.</param>
public sealed record PackedRecord(byte[] Data, string PartitionKey, int Lines)
{
    /// <summary>Size as Kinesis counts it: data and key.</summary>
    public int SizeBytes => Data.Length + System.Text.Encoding.UTF8.GetByteCount(PartitionKey);
}
