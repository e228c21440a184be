using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.S3;

/// <summary>S3: the template's buckets, each a folder.</summary>
internal sealed class S3Service : ILocalService
{
    private readonly LocalCloudContext _context;
    private readonly Dictionary<string, BucketFolder> _buckets = [];
    private readonly S3Server _server = new();
    private readonly LoopbackEndpoint _endpoint;

    public S3Service(LocalCloudContext context)
    {
        _context = context;
        _endpoint = context.Http.Add(context.PortOf(ServicePort.S3), _server.HandleAsync, maxBodyBytes: null);
    }

    public Uri Endpoint => _endpoint.Uri;

    public IEnumerable<KeyValuePair<string, string>> FunctionVariables => [new("AWS_ENDPOINT_URL_S3", Endpoint.ToString())];

    /// <exception cref="LocalCloudException">The template declares no such bucket.</exception>
    public BucketFolder Bucket(string name) =>
        _buckets.GetValueOrDefault(name) ?? throw new LocalCloudException($"The template declares no bucket {name}. It has: {string.Join(", ", _buckets.Keys)}.");

    public Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken)
    {
        foreach (TemplateBucket bucket in _context.Template.Buckets)
        {
            DataFolder data = _context.Data;
            var folder = new BucketFolder(bucket.Name, data.BucketDirectory(bucket.Name), data.BucketStateDirectory(bucket.Name), _context.Time);
            _buckets.Add(bucket.Name, folder);
            _server.Add(folder);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
