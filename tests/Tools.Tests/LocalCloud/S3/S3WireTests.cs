using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LogFunctions.LocalCloud.S3;

/// <summary>What no well-behaved client sends: each is refused by S3's code, and leaves nothing.</summary>
public sealed class S3WireTests(S3Fixture s3) : IClassFixture<S3Fixture>, IDisposable
{
    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 5, 200, null)]
    [InlineData("3;chunk-signature=aa\r\nhel\r\n2;chunk-signature=bb\r\nlo\r\n0;chunk-signature=cc\r\nx-amz-checksum-crc32:NhCmhg==\r\nx-amz-trailer-signature:dd\r\n\r\n", 5, 200, null)]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 5, 400, "BadDigest")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", 5, 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n", 5, 400, "IncompleteBody")]
    [InlineData("5\r\nhel", 5, 400, "IncompleteBody")]
    [InlineData("4\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 5, 400, "IncompleteBody")]
    [InlineData("zz\r\nhello", 5, 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 6, 400, "IncompleteBody")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 4, 400, "IncompleteBody")]
    public async Task Put_ChunkedBody_IsWholeOrRefused(string body, int decodedLength, int status, string? code)
    {
        string key = $"wire/{Guid.NewGuid()}";
        using HttpResponseMessage answer = await PutAsync(key, Encoding.ASCII.GetBytes(body), request =>
        {
            request.Headers.Add("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
            request.Headers.Add("x-amz-decoded-content-length", $"{decodedLength}");
            request.Headers.Add("x-amz-trailer", "x-amz-checksum-crc32");
        });
        await ExpectAsync(answer, status, code);
        Assert.Equal(status == 200, File.Exists(Path.Combine(s3.BucketDirectory, key)));
    }

    [Theory]
    [InlineData("x-amz-content-sha256", "0000000000000000000000000000000000000000000000000000000000000000", "XAmzContentSHA256Mismatch")]
    [InlineData("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=", "BadDigest")]
    [InlineData("x-amz-checksum-crc99", "AAAA", "InvalidArgument")]
    [InlineData("x-amz-copy-source", "logs/y", "NotImplemented")]
    public async Task Put_HeadersThatDoNotFit_AreRefused(string header, string value, string code)
    {
        using HttpResponseMessage answer = await PutAsync("wire/headers", "hello"u8.ToArray(), request => request.Headers.Add(header, value));
        await ExpectAsync(answer, code == "NotImplemented" ? 501 : 400, code);
        Assert.False(File.Exists(Path.Combine(s3.BucketDirectory, "wire", "headers")));
    }

    [Fact]
    public async Task Put_ContentMd5_IsCompared()
    {
        using HttpResponseMessage right = await PutAsync("wire/md5", "hello"u8.ToArray(), request => request.Content!.Headers.ContentMD5 = Convert.FromBase64String("XUFAKrxLKna5cZ2REBfFkg=="));
        using HttpResponseMessage wrong = await PutAsync("wire/md5", "jello"u8.ToArray(), request => request.Content!.Headers.ContentMD5 = Convert.FromBase64String("XUFAKrxLKna5cZ2REBfFkg=="));
        await ExpectAsync(right, 200, null);
        await ExpectAsync(wrong, 400, "BadDigest");
        Assert.Equal("hello", await _http.GetStringAsync(new Uri(s3.Endpoint, "logs/wire/md5"), Cancel));
    }

    [Theory]
    [InlineData("crc32", "y/Q5Jg==")]
    [InlineData("crc32c", "4waSgw==")]
    [InlineData("crc64nvme", "rosUhgp5mIg=")]
    [InlineData("sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    public async Task Put_ChecksumOfTheCheckString_IsThePublishedOne(string algorithm, string expected)
    {
        using HttpResponseMessage answer = await PutAsync("wire/check", "123456789"u8.ToArray(), request => request.Headers.Add($"x-amz-checksum-{algorithm}", expected));
        await ExpectAsync(answer, 200, null);
    }

    [Theory]
    [InlineData("GET", "logs", 501)]
    [InlineData("GET", "logs?versioning", 501)]
    [InlineData("POST", "logs?delete", 501)]
    [InlineData("POST", "logs/x?uploads", 501)]
    [InlineData("PUT", "logs/x?partNumber=1&uploadId=2", 501)]
    [InlineData("PUT", "logs/x?tagging", 501)]
    [InlineData("PUT", "new-bucket", 404)]
    [InlineData("GET", "logs?list-type=2&max-keys=many", 400)]
    [InlineData("GET", "logs?list-type=2&continuation-token=!", 400)]
    public async Task Request_ThatIsNotServed_SaysWhich(string method, string target, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(s3.Endpoint, target));
        using HttpResponseMessage answer = await _http.SendAsync(request, Cancel);
        await ExpectAsync(answer, status, status == 501 ? "NotImplemented" : status == 404 ? "NoSuchBucket" : "InvalidArgument");
    }

    [Fact]
    public async Task File_PutIntoTheFolderByHand_IsAnObject()
    {
        Directory.CreateDirectory(Path.Combine(s3.BucketDirectory, "by"));
        await File.WriteAllTextAsync(Path.Combine(s3.BucketDirectory, "by", "hand"), "hello", Cancel);
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(s3.Endpoint, "logs/by/hand"), Cancel);
        Assert.Equal(new EntityTagHeaderValue("\"5d41402abc4b2a76b9719d911017c592\""), answer.Headers.ETag);
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<HttpResponseMessage> PutAsync(string key, byte[] body, Action<HttpRequestMessage> configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(s3.Endpoint, "logs/" + key)) { Content = new ByteArrayContent(body) };
        configure(request);
        return await _http.SendAsync(request, Cancel);
    }

    private static async Task ExpectAsync(HttpResponseMessage answer, int status, string? code)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == (HttpStatusCode)status, text);
        if (code is not null)
        {
            Assert.Contains($"<Code>{code}</Code>", text, StringComparison.Ordinal);
        }
    }
}
