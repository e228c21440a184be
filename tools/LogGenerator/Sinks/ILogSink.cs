using LogFunctions.LogGenerator.Running;

namespace LogFunctions.LogGenerator.Sinks;

/// <summary>Where lines go. One writer per producer; disposing the sink comes after disposing its writers.</summary>
public interface ILogSink : IAsyncDisposable
{
    /// <summary>True when batches must come in the order of the schedule, whatever the number of producers (a file).</summary>
    bool NeedsOrder { get; }

    /// <summary>What has been done so far; may be read at any time from any thread.</summary>
    SinkCounters Counters { get; }

    /// <summary>A writer for one producer.</summary>
    ILogWriter OpenWriter(int producer);
}

/// <summary>One producer's way into a sink. Not thread-safe.</summary>
public interface ILogWriter : IAsyncDisposable
{
    /// <summary>Takes the lines; they may be reused when the task is done. Waits when the sink is busy.</summary>
    ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken);

    /// <summary>Sends what is still gathered and waits until everything was answered for.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}

/// <summary>Totals of a sink. Without records (null, stdout, file) only lines and bytes are counted.</summary>
/// <param name="Lines">Lines taken.</param>
/// <param name="Bytes">Bytes of the lines with their newlines.</param>
public readonly record struct SinkCounters(long Lines, long Bytes)
{
    /// <summary>Records made of the lines.</summary>
    public long Records { get; init; }

    /// <summary>Bytes of the records: data and partition keys, as Kinesis counts them.</summary>
    public long RecordBytes { get; init; }

    /// <summary>PUT payload units of 25 KB, as Kinesis charges them.</summary>
    public long PayloadUnits { get; init; }

    /// <summary>Kilobytes with every record rounded up, as on-demand streams charge them.</summary>
    public long RoundedKilobytes { get; init; }

    /// <summary>Records that the service confirmed.</summary>
    public long AcceptedRecords { get; init; }

    /// <summary>Attempts after the first, counted per record.</summary>
    public long RetriedRecords { get; init; }

    /// <summary>Record attempts refused for throughput.</summary>
    public long ThrottledRecords { get; init; }

    /// <summary>Records given up.</summary>
    public long FailedRecords { get; init; }

    /// <summary>Lines in the records given up.</summary>
    public long FailedLines { get; init; }

    /// <summary>
    /// Records repeated after a request without an answer (time-out, broken connection): the service may hold them twice.
    /// </summary>
    public long PossiblyDoubledRecords { get; init; }

    /// <summary>The last thing the service complained about; null = nothing.</summary>
    public string? LastError { get; init; }
}
