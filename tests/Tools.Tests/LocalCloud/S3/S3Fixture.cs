using Amazon.Runtime;
using Amazon.S3;
using LogFunctions.LocalCloud.Hosting;

namespace LogFunctions.LocalCloud.S3;

/// <summary>The S3 endpoint alone, with buckets <c>logs</c> and <c>other-bucket</c> in a folder of its own.</summary>
public sealed class S3Fixture : IAsyncLifetime
{
    private readonly LoopbackHost _host = new();
    private readonly S3Server _server = new();
    private readonly LoopbackEndpoint _endpoint;

    public S3Fixture() => _endpoint = _host.Add(0, _server.HandleAsync, maxBodyBytes: null);

    public string Root { get; } = Directory.CreateTempSubdirectory("logfn-s3-").FullName;

    public Uri Endpoint => _endpoint.Uri;

    public string BucketDirectory => Path.Combine(Root, "buckets", "logs");

    internal BucketFolder Bucket { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bucket = NewBucket("logs");
        _server.Add(Bucket);
        _server.Add(NewBucket("other-bucket"));
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    internal BucketFolder NewBucket(string name) => new(name, Path.Combine(Root, "buckets", name), Path.Combine(Root, "s3", name), TimeProvider.System);

    public AmazonS3Client NewClient(Action<AmazonS3Config>? configure = null)
    {
        var config = new AmazonS3Config { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
        configure?.Invoke(config);
        return new AmazonS3Client(new BasicAWSCredentials("local", "local"), config);
    }
}
