using Amazon.Kinesis;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Running;

namespace LogFunctions.LogGenerator.Sinks;

/// <summary>How a <see cref="KinesisSink"/> sends.</summary>
public sealed record KinesisSinkOptions
{
    /// <summary>Name of the stream.</summary>
    public required string StreamName { get; init; }

    public PackOptions Packing { get; init; } = new();

    /// <summary>Lines that stand at the start of every record (see <see cref="Formats.FormatCatalog.HeaderOf"/>).</summary>
    public ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>A record that is not full is sent after this, so that a trickle of lines arrives soon.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>PutRecords requests under way per producer.</summary>
    public int MaxRequestsInFlight { get; init; } = 4;

    /// <summary>Attempts per record before it is given up (counted, and the run fails at its end).</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>Seed of random partition keys.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Packs lines into records and puts them into a stream, honestly: records that Kinesis refuses are sent again one by one with
/// backoff and jitter, and everything is counted. The client should not retry by itself (<c>MaxErrorRetry = 0</c>): retries it
/// makes are not counted here. Does not own the client.
/// </summary>
public sealed class KinesisSink(IAmazonKinesis client, KinesisSinkOptions options, TimeProvider time, Random jitter) : ILogSink
{
    private readonly SinkTally _tally = new();

    public bool NeedsOrder => false;

    public SinkCounters Counters => _tally.Snapshot();

    public ILogWriter OpenWriter(int producer) => new KinesisWriter(
        options,
        new RecordPacker(options.Packing, options.Header.Span, Randomness.SplitMix64.Derive(options.Seed, (ulong)producer)),
        new RecordSender(client, options, _tally, time, jitter),
        _tally,
        time);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One producer's way into the stream.</summary>
internal sealed class KinesisWriter(KinesisSinkOptions options, RecordPacker packer, RecordSender sender, SinkTally tally, TimeProvider time) : ILogWriter
{
    private readonly List<PackedRecord> _records = [];
    private long _pendingSince;

    public async ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        if (packer.PendingLines == 0)
        {
            _pendingSince = time.GetTimestamp();
        }

        packer.Add(batch, _records);
        tally.AddLines(batch.Count, batch.ByteCount);
        bool isOld = time.GetElapsedTime(_pendingSince) >= options.Linger;
        if (isOld)
        {
            packer.Flush(_records);
        }

        await SendAsync(cancellationToken);
        if (isOld)
        {
            _pendingSince = time.GetTimestamp();
            await sender.SubmitAsync(cancellationToken);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        packer.Flush(_records);
        await SendAsync(cancellationToken);
        await sender.DrainAsync(cancellationToken);
    }

    /// <summary>Requests still under way are awaited: a disposed writer has nothing running. Their failures were counted.</summary>
    public ValueTask DisposeAsync() => sender.DisposeAsync();

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        foreach (PackedRecord record in _records)
        {
            await sender.AddAsync(record, cancellationToken);
        }

        _records.Clear();
    }
}
