using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;

namespace LogFunctions.Tools.Tests.LogGenerator;

/// <summary>Keeps every line; optionally takes its time.</summary>
internal sealed class CaptureSink(bool needsOrder = false, Func<Task>? onWrite = null) : ILogSink
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _lines = [];
    private long _bytes;

    public bool NeedsOrder => needsOrder;

    public SinkCounters Counters
    {
        get
        {
            lock (_lock)
            {
                return new SinkCounters(_lines.Count, _bytes);
            }
        }
    }

    /// <summary>Lines in the order they came, without their newlines.</summary>
    public IReadOnlyList<byte[]> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public ILogWriter OpenWriter(int producer) => new Writer(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask TakeAsync(LineBatch batch)
    {
        lock (_lock)
        {
            _bytes += batch.ByteCount;
            for (int i = 0; i < batch.Count; i++)
            {
                _lines.Add(batch.Line(i).ToArray());
            }
        }

        if (onWrite is not null)
        {
            await onWrite();
        }
    }

    private sealed class Writer(CaptureSink sink) : ILogWriter
    {
        public ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken) => sink.TakeAsync(batch);

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
