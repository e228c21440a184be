using LogFunctions.LogGenerator.Running;

namespace LogFunctions.LogGenerator.Sinks;

/// <summary>Writes to a stream in the order of the schedule: a file or standard output. Owns the stream.</summary>
/// <param name="stream">Where to.</param>
/// <param name="header">Lines to stand before the first one (<see cref="Formats.FormatCatalog.HeaderOf"/>).</param>
public sealed class StreamSink(Stream stream, ReadOnlyMemory<byte> header = default) : ILogSink
{
    private ReadOnlyMemory<byte> _header = header;
    private long _lines;
    private long _bytes;

    public bool NeedsOrder => true;

    public SinkCounters Counters => new(Volatile.Read(ref _lines), Volatile.Read(ref _bytes));

    public ILogWriter OpenWriter(int producer) => new Writer(this);

    public async ValueTask DisposeAsync()
    {
        await stream.FlushAsync();
        await stream.DisposeAsync();
    }

    /// <summary>Turns are taken by the run, so no two writers write at once.</summary>
    private sealed class Writer(StreamSink sink) : ILogWriter
    {
        public async ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken)
        {
            await sink.WriteBytesAsync(batch.Bytes, cancellationToken);
            Interlocked.Add(ref sink._lines, batch.Count);
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken) => new(sink.FlushAsync(cancellationToken));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private async ValueTask WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_header.IsEmpty)
        {
            await stream.WriteAsync(_header, cancellationToken);
            _header = default;
        }

        Interlocked.Add(ref _bytes, bytes.Length);
        await stream.WriteAsync(bytes, cancellationToken);
    }

    private Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);
}

/// <summary>Counts and forgets: how fast the generator itself is.</summary>
public sealed class NullSink : ILogSink
{
    private long _lines;
    private long _bytes;

    public bool NeedsOrder => false;

    public SinkCounters Counters => new(Volatile.Read(ref _lines), Volatile.Read(ref _bytes));

    public ILogWriter OpenWriter(int producer) => new Writer(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Writer(NullSink sink) : ILogWriter
    {
        public ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref sink._lines, batch.Count);
            Interlocked.Add(ref sink._bytes, batch.ByteCount);
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
