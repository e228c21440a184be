using LogFunctions.LocalCloud.EventSource;

namespace LogFunctions.LocalCloud.S3;

/// <summary>A bucket as an on-failure destination.</summary>
internal sealed class BucketDestination(BucketFolder bucket) : IFailureDestination
{
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string upload = bucket.NewUpload();
        await File.WriteAllBytesAsync(upload, content, cancellationToken);
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" };
        bucket.Commit(key, upload, ETag.Of(content.Span), headers, static _ => { });
    }
}
