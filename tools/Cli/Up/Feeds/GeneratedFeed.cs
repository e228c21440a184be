using Amazon.Kinesis;
using Amazon.Runtime;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Cli.Up.Feeds;

/// <summary>Traffic of a profile, from a little before now on.</summary>
internal sealed class GeneratedFeed : ILineFeed
{
    private readonly UpOptions _options;
    private readonly TimeProvider _time;
    private readonly AmazonKinesisClient _kinesis;
    private readonly KinesisSink _sink;
    private RunProgress? _progress;

    public GeneratedFeed(CliContext context, UpOptions options, LocalCloudHost host)
    {
        _options = options;
        _time = context.Time;
        // Retries are the sink's, which counts them.
        _kinesis = new AmazonKinesisClient(
            new BasicAWSCredentials(LocalClients.Credential, LocalClients.Credential),
            new AmazonKinesisConfig { ServiceURL = host.KinesisEndpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        _sink = new KinesisSink(_kinesis, new KinesisSinkOptions { StreamName = host.StreamName, Seed = options.Seed, Packing = options.Packing }, context.Time, new Random());
    }

    public long SentLines => _sink.Counters.Lines;

    public TimeSpan Behind => _progress?.Lag ?? TimeSpan.Zero;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        LogGenerator.Running.RunReport run = await new TrafficRun(RunOptions(), _sink, _time).RunAsync(new Progress<RunProgress>(p => _progress = p), cancellationToken);
        if (run.Sink.FailedRecords > 0)
        {
            throw new CliException($"the stream refused {run.Sink.FailedRecords} records to the end: {run.Sink.LastError}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        _kinesis.Dispose();
    }

    /// <summary>Enough of the past is generated at once that the first complete windows are there from the beginning.</summary>
    private RunOptions RunOptions()
    {
        TimeSpan backfill = TimeSpan.FromSeconds((3 * _options.WindowSeconds) + _options.LatenessSeconds);
        return new RunOptions
        {
            Profile = _options.Profile,
            Seed = _options.Seed,
            Backfill = backfill,
            Limits = new RunLimits(Duration: _options.Duration + backfill),
            TruthWindowSeconds = [],
        };
    }
}
