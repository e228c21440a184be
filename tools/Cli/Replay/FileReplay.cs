using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Replay;

/// <summary>Where records go, in order. Throws when a record can't be delivered.</summary>
internal delegate Task RecordWriter(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken);

/// <summary>How far a replay has come.</summary>
/// <param name="Lines">Lines delivered; blank ones and header lines are none.</param>
/// <param name="Bytes">Bytes delivered.</param>
/// <param name="Records">Records delivered.</param>
internal readonly record struct ReplayProgress(long Lines, long Bytes, long Records);

/// <summary>Sends a log file's lines into a stream, in order: as fast as it takes them, or at a multiple of the file's own pace.</summary>
/// <param name="speed">Event time per wall time; infinite = as fast as possible.</param>
/// <param name="write">Takes the records.</param>
/// <param name="time">The clock.</param>
/// <param name="parser">How lines are read; null = as they are recognised. Only the time of each matters.</param>
internal sealed class FileReplay(double speed, RecordWriter write, TimeProvider time, ParserOptions? parser = null)
{
    // PutRecords takes 500 records and 5 MiB (10 since 2025); two shards take 2 MiB per second.
    private const int MaxRequestRecords = 500;
    private const int MaxRequestBytes = 4 * 1024 * 1024;

    private readonly List<LineRecord> _pending = [];
    private int _pendingBytes;
    private ReplayProgress _progress;

    /// <summary>Delivered so far; may be read at any time.</summary>
    public ReplayProgress Progress => _progress;

    /// <summary>Lines of which only the beginning was sent, because they are longer than a record may be.</summary>
    public long CutLines { get; private set; }

    /// <summary>Reads the file to its end and waits until everything is delivered.</summary>
    public async Task RunAsync(Stream input, CancellationToken cancellationToken)
    {
        LinePacker packer = double.IsInfinity(speed) ? new LinePacker() : new LinePacker(eventTime: EventTimeReader(parser ?? new ParserOptions()));
        long? firstMs = null;
        long startedAt = time.GetTimestamp();
        await foreach (LineRecord record in packer.PackAsync(input, cancellationToken))
        {
            if (!double.IsInfinity(speed) && record.EventTimeMs >= 0)
            {
                firstMs ??= record.EventTimeMs;
                var due = TimeSpan.FromMilliseconds((record.EventTimeMs - firstMs.Value) / speed);
                await WaitAsync(due, startedAt, cancellationToken);
            }

            if (_pending.Count == MaxRequestRecords || _pendingBytes + record.Data.Length > MaxRequestBytes)
            {
                await FlushAsync(cancellationToken);
            }

            _pending.Add(record);
            _pendingBytes += record.Data.Length;
        }

        await FlushAsync(cancellationToken);
        CutLines = packer.CutLines;
    }

    private async Task WaitAsync(TimeSpan due, long startedAt, CancellationToken cancellationToken)
    {
        if (due <= time.GetElapsedTime(startedAt))
        {
            return;
        }

        await FlushAsync(cancellationToken);
        for (TimeSpan wait = due - time.GetElapsedTime(startedAt); wait > TimeSpan.Zero; wait = due - time.GetElapsedTime(startedAt))
        {
            // Timers take at most 49 days and fire on whole milliseconds.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait.TotalMilliseconds), 3_600_000)), time, cancellationToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        await write(_pending, cancellationToken);
        _progress = new ReplayProgress(_progress.Lines + _pending.Sum(r => (long)r.Lines), _progress.Bytes + _pendingBytes, _progress.Records + _pending.Count);
        _pending.Clear();
        _pendingBytes = 0;
    }

    private static Func<ReadOnlySpan<byte>, long> EventTimeReader(ParserOptions options)
    {
        var parser = new LineParser(options);
        return line =>
        {
            if (line.Length > 0 && line[0] == '#')
            {
                parser.ApplyDirective(line.TrimEnd("\r\n"u8));
                return -1;
            }

            LogRecord record = default;
            return parser.Parse(line.TrimEnd("\r\n"u8), fallbackTimestampMs: -1, ref record) == RejectReason.None ? record.TimestampMs : -1;
        };
    }
}
