using Amazon.DynamoDBv2;
using LogFunctions.Aggregator;
using LogFunctions.WindowStore;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>
/// One shard in simulated time: the real processor and the real store over a client that counts, fed with a site's traffic in batches,
/// and swept once a minute. It begins nine minutes before an hour's end, so that an hour freezes on the way.
/// </summary>
internal sealed class MeteredShard
{
    private static readonly long s_startMs = new DateTimeOffset(2026, 3, 2, 11, 51, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly SteppedTime _time = new() { NowMs = s_startMs };
    private readonly CountingSink _rejects = new();
    private readonly BatchProcessor _processor;
    private readonly Traffic _traffic;
    private readonly int _batchingSeconds;
    private int _second;

    public MeteredShard(IAmazonDynamoDB client, WindowStoreOptions options, Site site, int linesPerSecond, int batchingSeconds)
    {
        var store = new DynamoWindowStore(client, options, _time, new Random(1));
        _processor = new BatchProcessor(store, new AggregatorOptions(), _time, NoMetrics.Instance, _rejects, new Random(1));
        _traffic = new Traffic(site, linesPerSecond);
        _batchingSeconds = batchingSeconds;
    }

    /// <summary>Lines so far.</summary>
    public long Lines => _traffic.Lines;

    /// <summary>Files of rejected lines so far.</summary>
    public long RejectFiles => _rejects.Files;

    /// <summary>Goes on until a second from the start.</summary>
    public async Task RunUntilAsync(int second, CancellationToken cancellationToken)
    {
        while (_second + _batchingSeconds <= second)
        {
            _second += _batchingSeconds;
            _time.NowMs = s_startMs + (_second * 1_000L);
            await _processor.ProcessAsync(_traffic.Next(_time.NowMs - (_batchingSeconds * 1_000L), _time.NowMs), cancellationToken);
            if (_second % 60 == 0)
            {
                await _processor.SweepAsync(drain: false, cancellationToken);
            }
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long NowMs { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

        public override long GetTimestamp() => NowMs * TimeSpan.TicksPerMillisecond;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    private sealed class CountingSink : IRejectSink
    {
        public long Files { get; private set; }

        public Task WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken)
        {
            Files++;
            return Task.CompletedTask;
        }
    }

    private sealed class NoMetrics : IBatchMetrics
    {
        public static readonly NoMetrics Instance = new();

        public void Write(BatchResult result)
        {
        }
    }
}
