using Amazon.CloudWatch;
using Amazon.Runtime;
using LogFunctions.LocalCloud.CloudWatch.Api;
using LogFunctions.LocalCloud.Hosting;

namespace LogFunctions.LocalCloud.CloudWatch;

/// <summary>The CloudWatch endpoint alone, empty, with one dashboard named <c>board</c>.</summary>
public sealed class CloudWatchFixture : IAsyncLifetime
{
    private readonly LoopbackHost _host = new();
    private readonly LoopbackEndpoint _endpoint;

    public CloudWatchFixture()
    {
        Metrics = new MetricCollector(TimeProvider.System);
        _endpoint = _host.Add(0, new CloudWatchServer(Metrics, () => new Dictionary<string, string> { ["board"] = "{}" }, TimeProvider.System).HandleAsync, CloudWatchServer.MaxBodyBytes);
    }

    public MetricCollector Metrics { get; }

    public Uri Endpoint => _endpoint.Uri;

    public ValueTask InitializeAsync() => new(_host.StartAsync(TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public AmazonCloudWatchClient NewClient() => new(
        new BasicAWSCredentials("local", "local"), new AmazonCloudWatchConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
