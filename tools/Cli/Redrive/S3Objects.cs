using Amazon.S3;
using Amazon.S3.Model;

namespace LogFunctions.Cli.Redrive;

/// <summary>A bucket, or what is under a prefix of it. Owns the client.</summary>
internal sealed class S3Objects(IAmazonS3 client, string bucket, string prefix) : IObjectStore
{
    public string Name => $"s3://{bucket}/{prefix}";

    /// <summary>By the standard SDK settings (region, credentials, <c>AWS_ENDPOINT_URL_S3</c>).</summary>
    /// <param name="place"><c>s3://bucket</c> or <c>s3://bucket/prefix</c>.</param>
    public static S3Objects Open(Uri place)
    {
        string prefix = place.AbsolutePath.Trim('/');
        return new S3Objects(new AmazonS3Client(), place.Host, prefix.Length == 0 ? "" : prefix + "/");
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken);
            keys.AddRange((page.S3Objects ?? []).Select(o => o.Key[prefix.Length..]));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        keys.Sort(StringComparer.Ordinal);
        return keys;
    }

    public async Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using GetObjectResponse response = await client.GetObjectAsync(bucket, prefix + key, cancellationToken);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    public async Task WriteAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(content, writable: false);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = prefix + key, InputStream = body, ContentType = "application/json" }, cancellationToken);
    }

    public void Dispose() => client.Dispose();
}
