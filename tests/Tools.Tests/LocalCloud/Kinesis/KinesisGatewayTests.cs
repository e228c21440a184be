using System.Globalization;
using System.Numerics;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud.Kinesis.Gateway;

namespace LogFunctions.LocalCloud.Kinesis;

/// <summary>The gateway in front of kinesalite: limits, metrics, faults.</summary>
public sealed class KinesisGatewayTests(GatewayFixture kinesis) : IClassFixture<GatewayFixture>
{
    private static readonly BigInteger s_half = BigInteger.One << 127;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutRecords_BeyondTheRate_FailRecordByRecordAndPassASecondLater()
    {
        var time = new SteppedTime();
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { Limits = new ShardLimits(10, 1 << 20) }, time);
        string stream = await gateway.CreateAsync(kinesis.NextName(), 1, Token);

        PutRecordsResponse first = await gateway.Client.PutRecordsAsync(Many(stream, 25, _ => "k"), Token);
        PutRecordsResponse none = await gateway.Client.PutRecordsAsync(Many(stream, 3, _ => "k"), Token);
        time.Advance(TimeSpan.FromSeconds(0.5));
        PutRecordsResponse half = await gateway.Client.PutRecordsAsync(Many(stream, 25, _ => "k"), Token);
        time.Advance(TimeSpan.FromSeconds(60));
        PutRecordsResponse full = await gateway.Client.PutRecordsAsync(Many(stream, 25, _ => "k"), Token);

        Assert.Equal([15, 3, 20, 15], new[] { first, none, half, full }.Select(r => r.FailedRecordCount!.Value));
        Assert.All(first.Records!.Take(10), r => Assert.NotNull(r.SequenceNumber));
        Assert.All(first.Records!.Skip(10), r => Assert.Equal("ProvisionedThroughputExceededException", r.ErrorCode));
        Assert.Contains($"Rate exceeded for shard shardId-000000000000 in stream {stream}", first.Records![^1].ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(25, (await ReadAllAsync(kinesis.EmulatorClient, stream)).Count);
        Assert.Equal((25, 53), (gateway.Sum(stream, "IncomingRecords"), gateway.Sum(stream, "WriteProvisionedThroughputExceeded")));
        Assert.Equal((78, 25, 53, 0), (gateway.Sum(stream, "PutRecords.TotalRecords"), gateway.Sum(stream, "PutRecords.SuccessfulRecords"),
            gateway.Sum(stream, "PutRecords.ThrottledRecords"), gateway.Sum(stream, "PutRecords.FailedRecords")));
        Assert.Equal(25 * 101, gateway.Sum(stream, "IncomingBytes"));
    }

    [Fact]
    public async Task PutRecords_OneFullShard_LeavesTheOtherAlone()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { Limits = new ShardLimits(1000, 250) }, new SteppedTime());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 2, Token);
        // Two of 101 bytes each fit into 250; the explicit key sends every other one into the second half.
        PutRecordsRequest request = Many(stream, 8, _ => "k");
        for (int i = 0; i < 8; i++)
        {
            request.Records![i].ExplicitHashKey = (i % 4 == 3 ? s_half : BigInteger.Zero).ToString(CultureInfo.InvariantCulture);
        }

        PutRecordsResponse response = await gateway.Client.PutRecordsAsync(request, Token);

        Assert.Equal("00.1...1", string.Concat(response.Records!.Select(r => r.ShardId is { } shard ? shard[^1] : '.')));
        List<string> stored = await ReadAllAsync(kinesis.EmulatorClient, stream);
        Assert.Equal(["0", "1", "3", "7"], stored.Select(text => text.TrimEnd('.')).Order());
    }

    [Fact]
    public async Task PutRecord_OnAFullShard_IsRefused()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { Limits = new ShardLimits(1, 1 << 20) }, new SteppedTime());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 1, Token);
        var request = new PutRecordRequest { StreamName = stream, PartitionKey = "k", Data = new MemoryStream([1, 2, 3]) };
        await gateway.Client.PutRecordAsync(request, Token);
        await Assert.ThrowsAsync<ProvisionedThroughputExceededException>(() => gateway.Client.PutRecordAsync(request, Token));
        Assert.Equal((1, 4, 1), (gateway.Sum(stream, "IncomingRecords"), gateway.Sum(stream, "IncomingBytes"), gateway.Sum(stream, "WriteProvisionedThroughputExceeded")));
    }

    [Fact]
    public async Task PutRecords_AfterASplit_HaveTheLimitsOfTheNewShards()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { Limits = new ShardLimits(10, 1 << 20) }, new SteppedTime());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 1, Token);
        Assert.Equal(30, (await gateway.Client.PutRecordsAsync(Many(stream, 40, Key), Token)).FailedRecordCount);
        await gateway.Client.SplitShardAsync(new SplitShardRequest { StreamName = stream, ShardToSplit = "shardId-000000000000", NewStartingHashKey = s_half.ToString(CultureInfo.InvariantCulture) }, Token);
        await RunningGateway.UntilActiveAsync(gateway.Client, stream, Token);

        PutRecordsResponse after = await gateway.Client.PutRecordsAsync(Many(stream, 40, Key), Token);

        Assert.Equal(20, after.FailedRecordCount);
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], after.Records!.Select(r => r.ShardId).OfType<string>().Distinct().Order());
        static string Key(int i) => i.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task GetRecords_AreCounted()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 1, Token);
        await gateway.Client.PutRecordsAsync(Many(stream, 7, _ => "k"), Token);

        List<string> read = await ReadAllAsync(gateway.Client, stream);

        Assert.Equal((7, 7), (read.Count, gateway.Sum(stream, "GetRecords.Records")));
        Assert.InRange(gateway.Sum(stream, "GetRecords.Bytes"), 700, 720);
        Assert.True(gateway.Sum(stream, "GetRecords.Success") >= 1);
    }

    [Theory]
    [InlineData("kinesis:provisioned-throughput-exception", "PutRecords", "ProvisionedThroughputExceededException")]
    [InlineData("kinesis:throughput-exceeded", "GetRecords", "ProvisionedThroughputExceededException")]
    [InlineData("kinesis:expired-iterator-exception", "GetRecords", "ExpiredIteratorException")]
    [InlineData("kinesis:expired-iterator-exception", "PutRecords", null)]
    [InlineData("kinesis:internal-error", "ListShards", "InternalFailure")]
    [InlineData("kinesis:throttle-error", "ListShards", "ThrottlingException")]
    [InlineData("kinesis:unavailable-error", "PutRecords", "ServiceUnavailable")]
    public async Task Fault_OfEveryKind_IsTheServicesError(string fault, string operation, string? code)
    {
        string stream = kinesis.NextName();
        await kinesis.EmulatorClient.CreateStreamAsync(new CreateStreamRequest { StreamName = stream, ShardCount = 1 }, Token);
        await RunningGateway.UntilActiveAsync(kinesis.EmulatorClient, stream, Token);
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { Faults = [KinesisFault.Parse(fault + "=100%")] });
        Exception? error = await Xunit.Record.ExceptionAsync(() => operation switch
        {
            "PutRecords" => gateway.Client.PutRecordsAsync(Many(stream, 1, _ => "k"), Token),
            "GetRecords" => gateway.Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "AAA" }, Token),
            _ => (Task)gateway.Client.ListShardsAsync(new ListShardsRequest { StreamName = stream }, Token),
        });
        Assert.Equal(code, (error as AmazonKinesisException)?.ErrorCode);
    }

    [Fact]
    public async Task Fault_OfAShare_HitsThatShareOfTheCalls()
    {
        var faults = new FaultInjector([KinesisFault.Parse("kinesis:internal-error=5%")], new Random(7));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => faults.FaultOf("PutRecords") is not null), 400, 600);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("kinesis:nosuch=5%")]
    [InlineData("internal-error=5%")]
    [InlineData("kinesis:internal-error")]
    [InlineData("kinesis:internal-error=0%")]
    [InlineData("kinesis:internal-error=101%")]
    [InlineData("kinesis:internal-error=5")]
    public void Fault_Nonsense_IsRefused(string text) => Assert.Throws<FormatException>(() => KinesisFault.Parse(text));

    [Fact]
    public async Task Body_ThatIsNoJson_IsRefused()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions());
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Endpoint) { Content = new ByteArrayContent("{\"Records\":["u8.ToArray()) };
        request.Headers.Add("X-Amz-Target", "Kinesis_20131202.PutRecords");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.1");
        using HttpResponseMessage response = await http.SendAsync(request, Token);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("SerializationException", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>Records of 100 bytes that begin with their number.</summary>
    internal static PutRecordsRequest Many(string stream, int count, Func<int, string> key) => new()
    {
        StreamName = stream,
        Records = [.. Enumerable.Range(0, count).Select(i => new PutRecordsRequestEntry
        {
            PartitionKey = key(i),
            Data = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture).PadRight(100, '.'))),
        })],
    };

    /// <summary>Every record of every shard, closed ones included.</summary>
    internal static async Task<List<string>> ReadAllAsync(IAmazonKinesis client, string stream)
    {
        var records = new List<string>();
        foreach (Shard shard in (await client.ListShardsAsync(new ListShardsRequest { StreamName = stream }, Token)).Shards!)
        {
            string? iterator = (await client.GetShardIteratorAsync(
                new GetShardIteratorRequest { StreamName = stream, ShardId = shard.ShardId, ShardIteratorType = ShardIteratorType.TRIM_HORIZON }, Token)).ShardIterator;
            int count;
            do
            {
                GetRecordsResponse page = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator! }, Token);
                count = page.Records?.Count ?? 0;
                records.AddRange((page.Records ?? []).Select(r => System.Text.Encoding.ASCII.GetString(r.Data.ToArray())));
                iterator = page.NextShardIterator;
            }
            while (count > 0 && iterator is not null);
        }

        return records;
    }

    /// <summary>A clock that stands still until it is told.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private TimeSpan _passed;

        public void Advance(TimeSpan by) => _passed += by;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56) + _passed;

        public override long GetTimestamp() => _passed.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
