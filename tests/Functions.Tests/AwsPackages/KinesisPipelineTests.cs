using System.Net;
using System.Reflection;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Record = Amazon.Kinesis.Model.Record;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>The client against answers that emulators do not give on demand.</summary>
[Collection(nameof(KinesisPipelineTests))]
public sealed class KinesisPipelineTests : IAsyncDisposable
{
    private readonly CapturingServer _server = new();
    private readonly AmazonKinesisClient _client;

    public KinesisPipelineTests()
    {
        _client = KinesisFixture.CreateClient(_server.Endpoint);
    }

    public static TheoryData<string> ErrorTypes =>
        [.. typeof(AmazonKinesisException).Assembly.GetExportedTypes().Where(t => t.BaseType == typeof(AmazonKinesisException)).Select(t => t.Name)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ErrorTypes))]
    public async Task Error_OfEachCode_BecomesItsOwnType(string type)
    {
        string code = type == nameof(KMSOptInRequiredException) ? "KMSOptInRequired" : type;
        Answer(400, $$"""{"__type":"com.amazonaws.kinesis#{{code}}","message":"because"}""");
        using AmazonKinesisClient client = KinesisFixture.CreateClient(_server.Endpoint, config => config.MaxErrorRetry = 0);
        AmazonKinesisException e = await Assert.ThrowsAnyAsync<AmazonKinesisException>(() => client.PutRecordAsync(new PutRecordRequest { StreamName = "s" }, Token));
        Assert.Equal((type, code, "because", HttpStatusCode.BadRequest, "request-id"), (e.GetType().Name, e.ErrorCode, e.Message, e.StatusCode, e.RequestId));
    }

    [Theory]
    [InlineData("""{"__type":"BrandNewException","Message":"because"}""", "BrandNewException", "because")]
    [InlineData("""{"__type":"SerializationException"}""", "SerializationException", "SerializationException")]
    [InlineData("<html>bad gateway</html>", null, null)]
    [InlineData("", null, null)]
    public async Task Error_NotKnown_IsAServiceExceptionWithWhatWasSaid(string body, string? code, string? message)
    {
        Answer(400, body);
        Exception e = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => _client.ListStreamsAsync(new ListStreamsRequest(), Token));
        Assert.Equal(code, (e as AmazonKinesisException)?.ErrorCode);
        Assert.Contains(message ?? string.Empty, e.Message, StringComparison.Ordinal);
        Assert.Equal(1, _server.Count);
    }

    [Theory]
    [InlineData(500, """{"__type":"InternalFailureException"}""")]
    [InlineData(400, """{"__type":"ProvisionedThroughputExceededException","message":"slow down"}""")]
    public async Task Error_ThatMayPass_IsRetriedWithTheSameBody(int status, string body)
    {
        _server.Answer = n => n == 0 ? (status, Encoding.UTF8.GetBytes(body), []) : (200, """{"SequenceNumber":"7","ShardId":"shardId-000000000000","EncryptionType":"NONE"}"""u8.ToArray(), []);
        PutRecordResponse response = await _client.PutRecordAsync(new PutRecordRequest { StreamName = "s", PartitionKey = "k", Data = new MemoryStream(new byte[200_000]) }, Token);
        Assert.Equal(("7", EncryptionType.NONE), (response.SequenceNumber, response.EncryptionType));
        IReadOnlyList<CapturedRequest> requests = _server.Take();
        Assert.Equal(2, requests.Count);
        Assert.True(requests[0].Body.AsSpan().SequenceEqual(requests[1].Body));
        Assert.True(requests[0].Body.Length > 200_000 * 4 / 3);
    }

    [Theory]
    [InlineData("""{"Records":[{"SequenceNumber":"1","Data":"!"}]}""")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"MillisBehindLatest":"soon"}""")]
    [InlineData("""{"Records":[""")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    public async Task Answer_ThatMakesNoSense_IsAnUnmarshallingError_NotAWrongResult(string body)
    {
        Answer(200, body);
        using AmazonKinesisClient client = KinesisFixture.CreateClient(_server.Endpoint, config => config.MaxErrorRetry = 0);
        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "a" }, Token));
    }

    [Fact]
    public async Task Answer_WithUnknownAndNullMembers_IsRead()
    {
        Answer(200, """
            {"New":{"deep":[1,{"a":null}]},"NextShardIterator":null,"MillisBehindLatest":9007199254740993,"ChildShards":[{"ShardId":"c","ParentShards":["p","q"],"HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"9","x":1}}],
             "Records":[{"Data":"QS\/+","PartitionKey":"\u00fc","SequenceNumber":"1","ApproximateArrivalTimestamp":1.5450846509871E9,"EncryptionType":"KMS","More":[]}]}
            """);
        GetRecordsResponse response = await _client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "a" }, Token);
        Assert.Null(response.NextShardIterator);
        Assert.Equal(9007199254740993, response.MillisBehindLatest);
        ChildShard child = Assert.Single(response.ChildShards!);
        Assert.Equal(["p", "q"], child.ParentShards!);
        Assert.Equal("9", child.HashKeyRange.EndingHashKey);
        Record record = Assert.Single(response.Records!);
        Assert.Equal([0x41, 0x2F, 0xFE], record.Data.ToArray());
        Assert.Equal(("ü", EncryptionType.KMS), (record.PartitionKey, record.EncryptionType));
        Assert.Equal(DateTime.UnixEpoch.AddTicks(15_450_846_509_871_000), record.ApproximateArrivalTimestamp);
        Assert.Equal("request-id", response.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task Answer_WithoutCollections_LeavesThemNull()
    {
        Assert.Null((await _client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "a" }, Token)).Records);
        PutRecordsResponse put = await _client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s" }, Token);
        Assert.Null(put.Records);
        Assert.Null(put.FailedRecordCount);
    }

    [Fact]
    public async Task Answer_WithRefusedRecords_TellsThemApart()
    {
        Answer(200, """{"FailedRecordCount":1,"Records":[{"SequenceNumber":"1","ShardId":"a"},{"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"Rate exceeded"}]}""");
        PutRecordsResponse response = await _client.PutRecordsAsync(new PutRecordsRequest { StreamName = "s", Records = [] }, Token);
        Assert.Equal(1, response.FailedRecordCount);
        Assert.Equal([null, "ProvisionedThroughputExceededException"], response.Records!.Select(r => r.ErrorCode));
        Assert.Equal("Rate exceeded", response.Records![1].ErrorMessage);
    }

    [Fact]
    public async Task Answer_OfTenMegabytes_WithoutAnnouncedLength_IsReadWhole()
    {
        byte[] data = new byte[5_000_000];
        new Random(3).NextBytes(data);
        _server.Answer = _ => (200, Encoding.UTF8.GetBytes($$"""{"Records":[{"SequenceNumber":"1","PartitionKey":"k","Data":"{{Convert.ToBase64String(data)}}"},{"SequenceNumber":"2","PartitionKey":"k","Data":"{{Convert.ToBase64String(data)}}"}]}"""), []);
        GetRecordsResponse response = await _client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "a" }, Token);
        Assert.Equal(2, response.Records!.Count);
        Assert.All(response.Records, r => Assert.True(data.AsSpan().SequenceEqual(r.Data.GetBuffer())));
    }

    [Fact]
    public async Task Request_OfADataStreamAtAnyPosition_CarriesAllItsBytes()
    {
        var data = new MemoryStream("whole"u8.ToArray()) { Position = 3 };
        await _client.PutRecordAsync(new PutRecordRequest { StreamName = "s", PartitionKey = "k", Data = data }, Token);
        Assert.Contains($"\"Data\":\"{Convert.ToBase64String("whole"u8)}\"", Encoding.UTF8.GetString(_server.Take()[0].Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_EndsACall()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.ListStreamsAsync(new ListStreamsRequest(), cancellation.Token));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_KINESIS")]
    [InlineData("AWS_ENDPOINT_URL")]
    public async Task Endpoint_FromTheEnvironment_IsUsed(string variable)
    {
        Environment.SetEnvironmentVariable(variable, _server.Endpoint.ToString());
        try
        {
            using var client = new AmazonKinesisClient("id", "secret", new AmazonKinesisConfig { AuthenticationRegion = "us-east-1" });
            await client.ListStreamsAsync(new ListStreamsRequest(), Token);
            Assert.Single(_server.Take());
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Fakes_DeriveFromTheClient_ToCompileWithThePublishedPackageToo()
    {
        Assert.All(typeof(IAmazonKinesis).GetMethods().Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal)), method =>
        {
            MethodInfo implementation = typeof(AmazonKinesisClient).GetMethod(method.Name, [.. method.GetParameters().Select(p => p.ParameterType)])!;
            Assert.True(implementation is { IsVirtual: true, IsFinal: false }, $"{method.Name} can't be overridden");
        });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private void Answer(int status, string body) => _server.Answer = _ => (status, Encoding.UTF8.GetBytes(body), []);
}
