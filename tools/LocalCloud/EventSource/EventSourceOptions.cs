namespace LogFunctions.LocalCloud.EventSource;

/// <summary>The settings of an event source mapping, as in the template's Kinesis event; the defaults are those of Lambda.</summary>
internal sealed record EventSourceOptions
{
    /// <summary>Records per invocation, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>How long a batch that is not full waits for more; 0 to 300 s.</summary>
    public TimeSpan BatchingWindow { get; init; }

    public StartKind StartingPosition { get; init; } = StartKind.TrimHorizon;

    /// <summary>Halve a failed batch instead of repeating it whole.</summary>
    public bool BisectBatchOnFunctionError { get; init; }

    /// <summary>Function errors in a row after which records are given up, minus one; -1 = never.</summary>
    public int MaximumRetryAttempts { get; init; } = -1;

    /// <summary>Older records are given up; null = never.</summary>
    public TimeSpan? MaximumRecordAge { get; init; }

    /// <summary>The function's answer may name the first record that failed.</summary>
    public bool ReportBatchItemFailures { get; init; }

    /// <summary>Limit of the event's JSON: Lambda's 6 MiB.</summary>
    public int PayloadLimitBytes { get; init; } = 6 * 1024 * 1024;

    /// <summary>First pause before the same records are tried again; doubles up to <see cref="RetryDelayMax"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>First pause after a read that found nothing; doubles up to <see cref="IdlePollDelayMax"/>. Lambda polls about once per second.</summary>
    public TimeSpan IdlePollDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan IdlePollDelayMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often new shards are looked for.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(1);
}
