using System.Collections.Concurrent;
using System.Text.Json;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>A mapping from a stream in memory to a function in memory.</summary>
internal sealed class MappingFixture : IAsyncDisposable, IFailureDestination
{
    /// <summary>Fast enough for tests that wait for the real clock, which only pauses between tries do.</summary>
    public static readonly EventSourceOptions Fast = new()
    {
        BatchSize = 10,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        RetryDelayMax = TimeSpan.FromMilliseconds(2),
        IdlePollDelay = TimeSpan.FromMilliseconds(1),
        IdlePollDelayMax = TimeSpan.FromMilliseconds(4),
        DiscoveryInterval = TimeSpan.FromMilliseconds(10),
    };

    public MappingFixture(FakeStream stream, FakeFunction function, EventSourceOptions options, CheckpointStore? checkpoints = null, bool hasDestination = true, TimeProvider? time = null)
    {
        int ids = 0;
        var context = new MappingContext(
            "esm", "arn:aws:kinesis:us-east-1:000000000000:stream/s", "us-east-1", "F", "arn:aws:lambda:us-east-1:000000000000:function:F",
            options, hasDestination ? this : null, checkpoints ?? new CheckpointStore(), Metrics, Log, time ?? TimeProvider.System)
        {
            NewId = () => $"id{Interlocked.Increment(ref ids)}",
        };
        Mapping = new EventSourceMapping(context, stream, function);
    }

    public EventSourceMapping Mapping { get; }

    public TestLog Log { get; } = new();

    public MetricCollector Metrics { get; } = new(TimeProvider.System);

    /// <summary>What was given up: key and document.</summary>
    public ConcurrentQueue<(string Key, byte[] Content)> Objects { get; } = new();

    /// <summary>Called before every write; may throw.</summary>
    public Action? BeforeWrite { get; set; }

    public IEnumerable<SeenRecord> GivenUp => Objects.SelectMany(item =>
    {
        using JsonDocument document = JsonDocument.Parse(item.Content);
        return FakeFunction.Read(document.RootElement.GetProperty("payload").GetString()!.Select(c => (byte)c).ToArray());
    });

    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke();
        Objects.Enqueue((key, content.ToArray()));
        return Task.CompletedTask;
    }

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await Mapping.StartAsync(cancellationToken);
        await Mapping.WaitUntilDrainedAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => Mapping.DisposeAsync();
}
