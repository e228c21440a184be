namespace LogFunctions.LocalCloud.EventSource;

/// <summary>What <see cref="StreamDelivery"/> joins, and the settings of Lambda's event source mapping for Kinesis.</summary>
public sealed record StreamDeliveryOptions
{
    /// <summary>The stream.</summary>
    public required string StreamName { get; init; }

    /// <summary>Where events are posted: an invoke endpoint of Lambda's API, or of its runtime interface emulator.</summary>
    public required Uri InvokeUrl { get; init; }

    /// <summary>Records per invocation, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>How long a batch that is not full waits for more; 0 to 300 s.</summary>
    public TimeSpan BatchingWindow { get; init; }

    /// <summary>Begin with what is put from now on, instead of the oldest record.</summary>
    public bool FromLatest { get; init; }

    /// <summary>Halve a failed batch instead of repeating it whole.</summary>
    public bool BisectBatchOnFunctionError { get; init; }

    /// <summary>Function errors in a row after which records are given up, minus one; -1 = never.</summary>
    public int MaximumRetryAttempts { get; init; } = -1;

    /// <summary>Older records are given up; null = never.</summary>
    public TimeSpan? MaximumRecordAge { get; init; }

    /// <summary>The function's answer may name the first record that failed.</summary>
    public bool ReportBatchItemFailures { get; init; }

    /// <summary>Folder for records that are given up; null = they are lost.</summary>
    public string? OnFailureFolder { get; init; }

    /// <summary>File that remembers how far each shard was delivered; null = not remembered.</summary>
    public string? CheckpointFile { get; init; }
}
