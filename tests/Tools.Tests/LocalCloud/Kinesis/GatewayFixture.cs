using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Kinesis.Gateway;

namespace LogFunctions.LocalCloud.Kinesis;

/// <summary>kinesalite once for a class of tests, and a gateway in front of it for each that asks.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private int _next;

    internal Emulator Emulator { get; private set; } = null!;

    internal IAmazonKinesis EmulatorClient { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Emulator = await Emulator.StartKinesaliteAsync(new EmulatorOptions { StateChangeMs = 1 });
        EmulatorClient = LocalClients.Kinesis(Emulator.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        EmulatorClient.Dispose();
        await Emulator.DisposeAsync();
    }

    internal async Task<RunningGateway> StartAsync(GatewayOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var metrics = new MetricCollector(time);
        var gateway = new KinesisGateway(Emulator.Endpoint, EmulatorClient, options, metrics, new TestLog(), time);
        var host = new LoopbackHost();
        LoopbackEndpoint endpoint = host.Add(0, gateway.HandleAsync, KinesisGateway.MaxBodyBytes);
        await host.StartAsync(CancellationToken.None);
        return new RunningGateway(gateway, host, endpoint.Uri, metrics);
    }

    internal string NextName() => $"stream-{Interlocked.Increment(ref _next)}";
}

/// <summary>A gateway that listens, with a client that does not try again.</summary>
internal sealed class RunningGateway(KinesisGateway gateway, LoopbackHost host, Uri endpoint, MetricCollector metrics) : IAsyncDisposable
{
    public IAmazonKinesis Client { get; } = new AmazonKinesisClient(
        "test", "test", new AmazonKinesisConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public Uri Endpoint => endpoint;

    public double Sum(string stream, string name) => metrics.Get("AWS/Kinesis", name, "StreamName=" + stream).Sum;

    public async Task<string> CreateAsync(string stream, int shards, CancellationToken cancellationToken)
    {
        await Client.CreateStreamAsync(new CreateStreamRequest { StreamName = stream, ShardCount = shards }, cancellationToken);
        await UntilActiveAsync(Client, stream, cancellationToken);
        return stream;
    }

    public static async Task UntilActiveAsync(IAmazonKinesis client, string stream, CancellationToken cancellationToken)
    {
        while ((await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream }, cancellationToken)).StreamDescriptionSummary.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Delay(5, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
        await gateway.DisposeAsync();
    }
}
