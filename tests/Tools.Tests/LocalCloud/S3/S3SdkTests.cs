using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace LogFunctions.LocalCloud.S3;

/// <summary>The endpoint as AWSSDK.S3 sees it, with the bodies it really sends.</summary>
public sealed class S3SdkTests(S3Fixture s3) : IClassFixture<S3Fixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("chunks", true)]
    [InlineData("whole", false)]
    public async Task Put_EveryKindOfBody_ComesBackByteForByte(string name, bool useChunkEncoding)
    {
        using AmazonS3Client client = s3.NewClient();
        foreach (int length in (int[])[0, 1, 65_535, 65_536, 300_000])
        {
            byte[] content = Bytes(length);
            string key = $"bodies/{name}/{length}";
            PutObjectResponse put = await client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = "logs",
                    Key = key,
                    InputStream = new MemoryStream(content),
                    UseChunkEncoding = useChunkEncoding,
                },
                Cancel);
            Assert.Equal($"\"{Md5Hex(content)}\"", put.ETag);
            Assert.Equal(content, await GetAsync(client, key));
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(s3.BucketDirectory, key), Cancel));
        }
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Put_EveryChecksum_IsCheckedAndComesBack(string algorithm)
    {
        using AmazonS3Client client = s3.NewClient();
        byte[] content = Bytes(100_000);
        await client.PutObjectAsync(
            new PutObjectRequest { BucketName = "logs", Key = "sum/" + algorithm, InputStream = new MemoryStream(content), ChecksumAlgorithm = ChecksumAlgorithm.FindValue(algorithm) }, Cancel);
        using GetObjectResponse got = await client.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "sum/" + algorithm, ChecksumMode = ChecksumMode.ENABLED }, Cancel);
        using var read = new MemoryStream();
        await got.ResponseStream.CopyToAsync(read, Cancel); // the SDK throws when its sum differs
        Assert.Equal(content, read.ToArray());
        Assert.NotNull(algorithm switch { "CRC32" => got.ChecksumCRC32, "CRC32C" => got.ChecksumCRC32C, "SHA1" => got.ChecksumSHA1, _ => got.ChecksumSHA256 });
    }

    [Fact]
    public async Task Put_Headers_ComeBackWithoutThoseOfTheRequest()
    {
        using AmazonS3Client client = s3.NewClient();
        var request = new PutObjectRequest { BucketName = "logs", Key = "headers", InputStream = new MemoryStream([1, 2]), ContentType = "application/x-ndjson" };
        request.Headers.ContentEncoding = "gzip";
        request.Metadata["made-by"] = "a test";
        await client.PutObjectAsync(request, Cancel);
        GetObjectMetadataResponse head = await client.GetObjectMetadataAsync("logs", "headers", Cancel);
        Assert.Equal(("application/x-ndjson", "gzip", 2L, "a test"), (head.Headers.ContentType, head.Headers.ContentEncoding, head.ContentLength, head.Metadata["made-by"]));
    }

    [Fact]
    public async Task Put_WithCondition_IsTakenOnceAndOnlyForTheETag()
    {
        using AmazonS3Client client = s3.NewClient();
        Task<PutObjectResponse> Put(string content, string? none, string? match) => client.PutObjectAsync(
            new PutObjectRequest { BucketName = "logs", Key = "condition/x", ContentBody = content, IfNoneMatch = none, IfMatch = match }, Cancel);

        Task<PutObjectResponse>[] racing = [.. Enumerable.Range(0, 8).Select(i => Put($"first {i}", "*", null))];
        await Task.WhenAll(racing.Select(put => put.ContinueWith(_ => { }, TaskScheduler.Default)));
        PutObjectResponse winner = await Assert.Single(racing, put => put.IsCompletedSuccessfully);
        Assert.All(racing.Where(put => put.IsFaulted), put => Assert.Equal("PreconditionFailed", ((AmazonS3Exception)put.Exception!.InnerException!).ErrorCode));

        PutObjectResponse second = await Put("second", null, winner.ETag);
        AmazonS3Exception stale = await Assert.ThrowsAsync<AmazonS3Exception>(() => Put("third", null, winner.ETag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("second", Encoding.UTF8.GetString(await GetAsync(client, "condition/x")));
        Assert.NotEqual(winner.ETag, second.ETag);
    }

    [Fact]
    public async Task List_Pages_HaveEveryKeyOnceInOrder()
    {
        using AmazonS3Client client = s3.NewClient();
        string[] keys = ["l/a", "l/a/b", "l/a/c", "l/a b+c%20", "l/é", "l/\U0001F600", "l/\uFFEE", "l/b//c", "l/../x", "l/.", "l/b/", "l/z"];
        foreach (string key in keys)
        {
            await client.PutObjectAsync(new PutObjectRequest { BucketName = "other-bucket", Key = key, ContentBody = key }, Cancel);
        }

        List<string> listed = [];
        var request = new ListObjectsV2Request { BucketName = "other-bucket", Prefix = "l/", MaxKeys = 3 };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, Cancel);
            Assert.InRange(page.S3Objects.Count, 1, 3);
            listed.AddRange(page.S3Objects.Select(o => o.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        Assert.Equal(keys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal), listed);
        foreach (string key in keys)
        {
            Assert.Equal(key, Encoding.UTF8.GetString(await GetAsync(client, key, "other-bucket")));
        }

        ListObjectsV2Response folders = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "other-bucket", Prefix = "l/", Delimiter = "/" }, Cancel);
        Assert.Equal(["l/../", "l/a/", "l/b/"], folders.CommonPrefixes);
        Assert.Equal(["l/.", "l/a", "l/a b+c%20", "l/z", "l/é", "l/\uFFEE", "l/\U0001F600"], folders.S3Objects.Select(o => o.Key));
        Assert.False(File.Exists(Path.Combine(s3.Root, "buckets", "other-bucket", "x")));
    }

    [Fact]
    public async Task Delete_Object_IsGoneAndDeletingItAgainIsFine()
    {
        using AmazonS3Client client = s3.NewClient();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "gone/deep/x", ContentBody = "x" }, Cancel);
        await client.DeleteObjectAsync("logs", "gone/deep/x", Cancel);
        await client.DeleteObjectAsync("logs", "gone/deep/x", Cancel);
        Assert.Equal("NoSuchKey", (await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.GetObjectAsync("logs", "gone/deep/x", Cancel))).ErrorCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.GetObjectMetadataAsync("logs", "gone/deep/x", Cancel))).StatusCode);
        Assert.False(Directory.Exists(Path.Combine(s3.BucketDirectory, "gone")));
        Assert.Equal("NoSuchBucket", (await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.GetObjectAsync("no-such-bucket", "x", Cancel))).ErrorCode);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(90, 200)]
    [InlineData(50, 50)]
    public async Task Get_Range_IsThatPart(long start, long end)
    {
        using AmazonS3Client client = s3.NewClient();
        byte[] content = Bytes(100);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "range", InputStream = new MemoryStream(content) }, Cancel);
        using GetObjectResponse part = await client.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "range", ByteRange = new ByteRange(start, end) }, Cancel);
        using var read = new MemoryStream();
        await part.ResponseStream.CopyToAsync(read, Cancel);
        Assert.Equal(content[(int)start..(int)Math.Min(100, end + 1)], read.ToArray());
        Assert.Equal(HttpStatusCode.PartialContent, part.HttpStatusCode);
    }

    [Fact]
    public async Task VirtualHost_NamesTheBucket()
    {
        using var http = new HttpClient();
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(s3.Endpoint, "host/x y")) { Content = new StringContent("by host") };
        put.Headers.Host = $"logs.s3.us-east-1.localhost:{s3.Endpoint.Port}";
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(put, Cancel)).StatusCode);
        using AmazonS3Client client = s3.NewClient(config => config.ForcePathStyle = true);
        Assert.Equal("by host", Encoding.UTF8.GetString(await GetAsync(client, "host/x y")));
    }

    [Fact]
    public async Task BigObject_ComesBackByteForByte()
    {
        const long Length = 200L << 20;
        using AmazonS3Client client = s3.NewClient(config => config.Timeout = TimeSpan.FromMinutes(5));
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "big", InputStream = new PatternStream(Length) }, Cancel);
        using GetObjectResponse got = await client.GetObjectAsync("logs", "big", Cancel);
        Assert.Equal(Length, got.ContentLength);
        Assert.Equal(Length, await PatternStream.CheckAsync(got.ResponseStream, Cancel));
        await client.DeleteObjectAsync("logs", "big", Cancel);
    }

    [Fact]
    public async Task Body_OnItsWay_IsAlreadyOnDisk()
    {
        const int Half = 8 << 20;
        string uploads = Path.Combine(s3.Root, "s3", "logs", "uploads");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(s3.Endpoint, "logs/streamed"))
        {
            Content = new PushContent(2 * Half, async body =>
            {
                await body.WriteAsync(new byte[Half], Cancel);
                await body.FlushAsync(Cancel);
                // The second half is sent when most of the first is in a file: a server that collects bodies would wait for ever.
                while (!Directory.GetFiles(uploads).Any(file => new FileInfo(file).Length > Half / 2))
                {
                    await Task.Delay(5, Cancel);
                }

                await body.WriteAsync(new byte[Half], Cancel);
            }),
        };
        using HttpResponseMessage answer = await http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2 * Half, new FileInfo(Path.Combine(s3.BucketDirectory, "streamed")).Length);
        Assert.DoesNotContain(Directory.GetFiles(uploads), file => new FileInfo(file).Length >= Half);
    }

    private static async Task<byte[]> GetAsync(AmazonS3Client client, string key, string bucket = "logs")
    {
        using GetObjectResponse response = await client.GetObjectAsync(bucket, key, Cancel);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    [SuppressMessage("Security", "CA5351", Justification = "What an ETag is.")]
    private static string Md5Hex(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class PushContent(long length, Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
