namespace LogFunctions.Cli.Cost;

/// <summary>The traffic and the settings that a month's bill follows from.</summary>
internal sealed record Workload
{
    /// <summary>Lines per second, averaged over the month.</summary>
    public double LinesPerSecond { get; init; } = 1_000;

    /// <summary>Bytes of a line in the stream: after compression, where lines are compressed.</summary>
    public double LineBytes { get; init; } = 250;

    /// <summary>Lines of a Kinesis record.</summary>
    public double LinesPerRecord { get; init; } = 100;

    /// <summary>Shards of the stream; null: as many as keep each of them at or under 70 % of its limits.</summary>
    public int? Shards { get; init; }

    /// <summary>Different endpoints a minute.</summary>
    public int Endpoints { get; init; } = 32;

    /// <summary>How long lines are gathered before they are counted, seconds: parameter BatchingWindowSeconds.</summary>
    public int BatchingWindowSeconds { get; init; } = 5;

    /// <summary>How long the stream keeps records, hours: parameter RetentionHours.</summary>
    public int RetentionHours { get; init; } = 24;

    /// <summary>Endpoints with CloudWatch metrics of their own, four each.</summary>
    public int MetricEndpoints { get; init; } = 10;

    /// <summary>Life of minute rows, days: parameter MinuteRowTtlDays.</summary>
    public int MinuteRowDays { get; init; } = 7;

    /// <summary>Life of hour rows, days: parameter HourRowTtlDays.</summary>
    public int HourRowDays { get; init; } = 400;

    /// <summary>Memory of the Aggregator, MB: parameter FunctionMemoryMb.</summary>
    public int FunctionMemoryMb { get; init; } = 1_769;

    /// <summary>Records per second.</summary>
    public double RecordsPerSecond => LinesPerSecond / LinesPerRecord;

    /// <summary>Bytes of a record.</summary>
    public double RecordBytes => LineBytes * LinesPerRecord;

    /// <summary>Bytes per second.</summary>
    public double BytesPerSecond => LinesPerSecond * LineBytes;

    /// <summary>The shards that are paid for.</summary>
    public int PaidShards => Shards ?? NeededShards(0.7);

    /// <summary>Shards at a share of their limits: 1 MiB/s and 1,000 records/s.</summary>
    public int NeededShards(double utilisation) =>
        Math.Max(1, (int)Math.Ceiling(Math.Max(BytesPerSecond / 1_048_576, RecordsPerSecond / 1_000) / utilisation));
}
