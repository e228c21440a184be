using System.Net;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class KinesisSinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, PackKind.None)]
    [InlineData(2, PackKind.Lines)]
    [InlineData(3, PackKind.Kpl)]
    public async Task Records_OftenRefused_ArriveOnce_AndEveryAttemptIsCounted(int seed, PackKind pack)
    {
        using var stream = new FakeStream(new Random(seed)) { RefuseShare = 0.3, RefuseRequestShare = 0.1 };
        await using KinesisSink sink = NewSink(stream, pack, maxAttempts: 50);

        RunReport report = await RunAsync(sink, lines: 5_000, producers: 3);
        IReadOnlyList<byte[]> expected = (await Runs.CaptureAsync(Options(5_000, 1))).Lines;

        SinkCounters counters = report.Sink;
        Assert.Equal(expected.Select(Convert.ToHexString).Order(), stream.Accepted.SelectMany(r => PackingTests.Unpack(pack, r)).Select(Convert.ToHexString).Order());
        Assert.Equal(5_000, counters.Lines);
        Assert.Equal((counters.Records, 0, 0), (counters.AcceptedRecords, counters.FailedRecords, counters.FailedLines));
        Assert.Equal(stream.Accepted.Count, counters.AcceptedRecords);
        Assert.Equal(stream.RefusedRecords, counters.RetriedRecords);
        Assert.Equal(stream.ThrottledRecords, counters.ThrottledRecords);
        Assert.Equal(0, counters.PossiblyDoubledRecords);
        Assert.True(counters.RetriedRecords > 0);
    }

    [Fact]
    public async Task Records_RefusedToTheEnd_AreCountedAsFailed_WithTheirLines()
    {
        using var stream = new FakeStream(new Random(4)) { RefuseShare = 0.5 };
        await using KinesisSink sink = NewSink(stream, PackKind.Lines, maxAttempts: 3);

        RunReport report = await RunAsync(sink, lines: 20_000, producers: 2);

        SinkCounters counters = report.Sink;
        Assert.True(counters.FailedRecords > 0);
        Assert.Equal(counters.Records, counters.AcceptedRecords + counters.FailedRecords);
        Assert.Equal(20_000, counters.FailedLines + stream.Accepted.Sum(record => PackingTests.Unpack(PackKind.Lines, record).Count));
        Assert.Equal("ProvisionedThroughputExceededException: Rate exceeded for shard", counters.LastError);
    }

    [Fact]
    public async Task Records_WithoutAnAnswer_AreSentAgain_AndCountedAsPossiblyDoubled()
    {
        using var stream = new FakeStream(new Random(5)) { LoseAnswerShare = 0.3 };
        await using KinesisSink sink = NewSink(stream, PackKind.Lines, maxAttempts: 50);

        RunReport report = await RunAsync(sink, lines: 20_000, producers: 2);

        Assert.Equal(report.Sink.Records, report.Sink.AcceptedRecords);
        Assert.True(report.Sink.PossiblyDoubledRecords > 0);
        // the fake took what it did not answer for: exactly those are doubled
        Assert.Equal(report.Sink.Records + report.Sink.PossiblyDoubledRecords, stream.Accepted.Count);
    }

    [Fact]
    public async Task Stream_ThatDoesNotExist_EndsTheRunWithItsError()
    {
        using var stream = new FakeStream(new Random(6)) { Fatal = new ResourceNotFoundException("Stream logs under account 000000000000 not found.") { StatusCode = HttpStatusCode.BadRequest } };
        await using KinesisSink sink = NewSink(stream, PackKind.Lines, maxAttempts: 50);

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => RunAsync(sink, lines: 200_000, producers: 3));

        Assert.Equal(0, sink.Counters.RetriedRecords);
        Assert.True(sink.Counters.FailedRecords > 0);
    }

    [Fact]
    public async Task Endpoint_WhereNobodyAnswers_EndsTheRun_AfterTheAttempts()
    {
        using var stream = new FakeStream(new Random(8)) { LoseAnswerShare = 1 };
        await using KinesisSink sink = NewSink(stream, PackKind.Lines, maxAttempts: 3);

        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(sink, lines: 100, producers: 1));

        Assert.Equal(3, stream.Requests.Count);
        Assert.Equal(sink.Counters.Records, sink.Counters.FailedRecords);
    }

    [Fact]
    public async Task Requests_NeverExceedTheLimits()
    {
        using var stream = new FakeStream(new Random(7));
        await using KinesisSink sink = NewSink(stream, PackKind.None, maxAttempts: 1);

        await RunAsync(sink, lines: 20_000, producers: 1);

        Assert.All(stream.Requests, request =>
        {
            Assert.InRange(request.Records, 1, 500);
            Assert.InRange(request.Bytes, 1, 5 * 1024 * 1024);
        });
        Assert.True(stream.Requests.Count >= 40);
    }

    [Theory]
    [InlineData(PackKind.None)]
    [InlineData(PackKind.Lines)]
    [InlineData(PackKind.Gzip)]
    [InlineData(PackKind.Kpl)]
    public async Task Lines_ThroughARealKinesisApi_ComeOutAsTheyWentIn(PackKind pack)
    {
        await using Emulator emulator = await Emulator.StartKinesaliteAsync(new EmulatorOptions { StateChangeMs = 1 }, Cancel);
        using var client = new AmazonKinesisClient(
            new BasicAWSCredentials("local", "local"),
            new AmazonKinesisConfig { ServiceURL = emulator.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        await client.CreateStreamAsync(new CreateStreamRequest { StreamName = "logs", ShardCount = 2 }, Cancel);
        while ((await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "logs" }, Cancel)).StreamDescriptionSummary?.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Yield();
        }

        int lines = pack == PackKind.None ? 600 : 20_000;
        await using var sink = new KinesisSink(client, new KinesisSinkOptions { StreamName = "logs", Packing = new PackOptions { Kind = pack } }, TimeProvider.System, new Random(1));
        RunReport report = await RunAsync(sink, lines, producers: 2);

        List<PackedRecord> records = await ReadAllAsync(client);
        IReadOnlyList<byte[]> expected = (await Runs.CaptureAsync(Options(lines, 1))).Lines;
        Assert.Equal(expected.Select(Convert.ToHexString).Order(), records.SelectMany(r => PackingTests.Unpack(pack, r)).Select(Convert.ToHexString).Order());
        Assert.Equal((records.Count, records.Count), (report.Sink.Records, report.Sink.AcceptedRecords));
        Assert.Equal(records.Sum(record => (long)record.SizeBytes), report.Sink.RecordBytes);
    }

    private static async Task<List<PackedRecord>> ReadAllAsync(AmazonKinesisClient client)
    {
        var records = new List<PackedRecord>();
        foreach (Shard shard in (await client.ListShardsAsync(new ListShardsRequest { StreamName = "logs" }, Cancel)).Shards ?? [])
        {
            string? iterator = (await client.GetShardIteratorAsync(
                new GetShardIteratorRequest { StreamName = "logs", ShardId = shard.ShardId!, ShardIteratorType = ShardIteratorType.TRIM_HORIZON }, Cancel)).ShardIterator;
            GetRecordsResponse page;
            do
            {
                page = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator!, Limit = 10_000 }, Cancel);
                records.AddRange((page.Records ?? []).Select(record => new PackedRecord(record.Data!.ToArray(), record.PartitionKey!, 0)));
                iterator = page.NextShardIterator;
            }
            while (page.Records is { Count: > 0 });
        }

        return records;
    }

    private static RunOptions Options(long lines, int producers) => Runs.Options(Runs.Profile("steady", 20_000), lines, seed: 9, producers);

    private static Task<RunReport> RunAsync(KinesisSink sink, long lines, int producers) =>
        new TrafficRun(Options(lines, producers), sink, TimeProvider.System).RunAsync(progress: null, Cancel);

    private static KinesisSink NewSink(FakeStream stream, PackKind pack, int maxAttempts) => new(
        stream,
        new KinesisSinkOptions { StreamName = "logs", Packing = new PackOptions { Kind = pack }, MaxAttempts = maxAttempts },
        new HastyTime(),
        new Random(1));

    /// <summary>Waits are over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }

    /// <summary>A stream that refuses records, requests and answers at given rates.</summary>
    private sealed class FakeStream(Random random) : AmazonKinesisClient(
        new BasicAWSCredentials("local", "local"), new AmazonKinesisConfig { ServiceURL = "http://127.0.0.1:1", AuthenticationRegion = "us-east-1" })
    {
        private readonly Lock _lock = new();

        public double RefuseShare { get; init; }

        public double RefuseRequestShare { get; init; }

        public double LoseAnswerShare { get; init; }

        public Exception? Fatal { get; init; }

        public List<PackedRecord> Accepted { get; } = [];

        public List<(int Records, int Bytes)> Requests { get; } = [];

        public long RefusedRecords { get; private set; }

        public long ThrottledRecords { get; private set; }

        public override async Task<PutRecordsResponse> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            lock (_lock)
            {
                Assert.Equal("logs", request.StreamName);
                List<PutRecordsRequestEntry> entries = request.Records ?? [];
                Requests.Add((entries.Count, entries.Sum(r => (int)r.Data!.Length + Encoding.UTF8.GetByteCount(r.PartitionKey!))));
                if (Fatal is not null)
                {
                    throw Fatal;
                }

                if (random.NextDouble() < RefuseRequestShare)
                {
                    RefusedRecords += entries.Count;
                    ThrottledRecords += entries.Count;
                    throw new ProvisionedThroughputExceededException("Rate exceeded for the stream") { StatusCode = HttpStatusCode.BadRequest };
                }

                List<PutRecordsResultEntry> results = [.. entries.Select(Take)];
                // How many requests there are depends on timing; one lost answer there must be.
                bool isLost = LoseAnswerShare > 0 && (Requests.Count == 1 || random.NextDouble() < LoseAnswerShare);
                return isLost
                    ? throw new HttpRequestException("The response ended prematurely.")
                    : new PutRecordsResponse { FailedRecordCount = results.Count(result => result.ErrorCode is not null), Records = results };
            }
        }

        private PutRecordsResultEntry Take(PutRecordsRequestEntry entry)
        {
            if (random.NextDouble() >= RefuseShare)
            {
                Accepted.Add(new PackedRecord(entry.Data!.ToArray(), entry.PartitionKey!, 0));
                return new PutRecordsResultEntry { SequenceNumber = "1", ShardId = "shardId-000000000000" };
            }

            bool isThrottle = random.Next(2) == 0;
            RefusedRecords++;
            ThrottledRecords += isThrottle ? 1 : 0;
            return new PutRecordsResultEntry
            {
                ErrorCode = isThrottle || RefuseRequestShare == 0 ? "ProvisionedThroughputExceededException" : "InternalFailure",
                ErrorMessage = "Rate exceeded for shard",
            };
        }
    }
}
