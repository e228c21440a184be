using Amazon.S3;
using Amazon.S3.Model;

namespace LogFunctions.Aggregator;

/// <summary>Keeps rejects in an S3 bucket, encrypted as the bucket's default says.</summary>
/// <param name="client">Made on the first reject: most invocations never need it.</param>
/// <param name="bucket">Name of the bucket.</param>
/// <param name="prefix">Put before every key, with its slash; may be empty.</param>
public sealed class S3RejectSink(Lazy<IAmazonS3> client, string bucket, string prefix) : IRejectSink
{
    /// <inheritdoc/>
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(gzipNdjson.ToArray(), writable: false);
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = prefix + key,
            InputStream = body,
            ContentType = "application/x-ndjson",
            AutoCloseStream = false,
        };
        request.Headers.ContentEncoding = "gzip";
        await client.Value.PutObjectAsync(request, cancellationToken);
    }
}
