using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using LogFunctions.LocalCloud;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>An emulator and a client of it, shared by a test class; every test has streams of its own.</summary>
public abstract class KinesisFixture(Func<Task<Emulator>> start) : IAsyncLifetime
{
    private Emulator? _emulator;

    public AmazonKinesisClient Client { get; private set; } = null!;

    public Uri Endpoint => _emulator!.Endpoint;

    public static AmazonKinesisClient CreateClient(Uri endpoint, Action<AmazonKinesisConfig>? configure = null)
    {
        var config = new AmazonKinesisConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" };
        configure?.Invoke(config);
        return new AmazonKinesisClient(new BasicAWSCredentials("test", "test"), config);
    }

    public async ValueTask InitializeAsync()
    {
        _emulator = await start();
        Client = CreateClient(Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    /// <summary>Creates a stream and waits until it is ACTIVE.</summary>
    public async Task<string> CreateStreamAsync(int shards)
    {
        string name = "s-" + Guid.NewGuid().ToString("N");
        await Client.CreateStreamAsync(new CreateStreamRequest { StreamName = name, ShardCount = shards }, TestContext.Current.CancellationToken);
        await UntilActiveAsync(name);
        return name;
    }

    /// <summary>Polls the stream until it is ACTIVE: the service has no call that waits.</summary>
    public async Task<StreamDescriptionSummary> UntilActiveAsync(string name)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            StreamDescriptionSummary stream = (await Client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = name }, limit.Token)).StreamDescriptionSummary;
            if (stream.StreamStatus == StreamStatus.ACTIVE)
            {
                return stream;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    public async Task<List<Shard>> ListShardsAsync(string name) =>
        (await Client.ListShardsAsync(new ListShardsRequest { StreamName = name }, TestContext.Current.CancellationToken)).Shards!;
}

public sealed class KinesaliteFixture() : KinesisFixture(() => Emulator.StartKinesaliteAsync());

public sealed class KinesisLocalFixture() : KinesisFixture(() => Emulator.StartKinesisLocalAsync());
