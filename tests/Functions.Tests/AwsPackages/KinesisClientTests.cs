using System.Numerics;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Record = Amazon.Kinesis.Model.Record;

namespace LogFunctions.Functions.Tests.AwsPackages;

public sealed class KinesisClientAgainstKinesaliteTests(KinesaliteFixture fixture) : KinesisClientTests(fixture), IClassFixture<KinesaliteFixture>
{
    protected override bool ObeysPageSize => false;

    [Fact]
    public async Task PutRecords_OfMegabytes_ComeBackByteForByte()
    {
        string stream = await Fixture.CreateStreamAsync(1);
        var random = new Random(7);
        List<PutRecordsRequestEntry> records = [.. Enumerable.Range(0, 8).Select(i =>
        {
            byte[] data = new byte[500_000 + i];
            random.NextBytes(data);
            return new PutRecordsRequestEntry { Data = new MemoryStream(data, 0, data.Length, writable: false, publiclyVisible: i % 2 == 0), PartitionKey = $"schlüssel-{i}" };
        })];
        PutRecordsResponse put = await Client.PutRecordsAsync(new PutRecordsRequest { StreamName = stream, Records = records }, Token);
        Assert.Equal(0, put.FailedRecordCount);

        List<Record> read = await ReadAllAsync(stream, (await Fixture.ListShardsAsync(stream))[0].ShardId, records.Count);
        Assert.Equal(records.Select(r => r.PartitionKey), read.Select(r => r.PartitionKey));
        Assert.All(records.Zip(read), pair => Assert.True(pair.First.Data.ToArray().AsSpan().SequenceEqual(pair.Second.Data.ToArray())));
    }
}

public sealed class KinesisClientAgainstKinesisLocalTests(KinesisLocalFixture fixture) : KinesisClientTests(fixture), IClassFixture<KinesisLocalFixture>
{
    protected override bool ObeysPageSize => true;

    [Fact]
    public async Task UpdateShardCount_Doubles_TheOpenShards()
    {
        string stream = await Fixture.CreateStreamAsync(2);
        UpdateShardCountResponse response = await Client.UpdateShardCountAsync(
            new UpdateShardCountRequest { StreamName = stream, TargetShardCount = 4, ScalingType = ScalingType.UNIFORM_SCALING }, Token);
        Assert.Equal((stream, 2, 4), (response.StreamName, response.CurrentShardCount, response.TargetShardCount));

        StreamDescriptionSummary summary = await Fixture.UntilActiveAsync(stream);
        Assert.Equal(4, summary.OpenShardCount);
        List<Shard> shards = await Fixture.ListShardsAsync(stream);
        Assert.Equal(4, shards.Count(s => s.SequenceNumberRange.EndingSequenceNumber is null));
        Assert.Equal(2, shards.Count(s => s.ParentShardId is null));
    }
}

/// <summary>What both emulators must agree on.</summary>
public abstract class KinesisClientTests(KinesisFixture fixture)
{
    protected KinesisFixture Fixture { get; } = fixture;

    /// <summary>Whether the emulator cuts lists into pages; kinesalite answers whole.</summary>
    protected abstract bool ObeysPageSize { get; }

    protected AmazonKinesisClient Client => Fixture.Client;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutRecord_AndGetRecords_RoundTripTheRecord()
    {
        string stream = await Fixture.CreateStreamAsync(1);
        DateTime before = DateTime.UtcNow;
        PutRecordResponse put = await Client.PutRecordAsync(new PutRecordRequest { StreamName = stream, PartitionKey = "schlüssel", Data = Utf8("""{"zeile":"ü"}""") }, Token);
        Assert.Equal("shardId-000000000000", put.ShardId);

        Record record = Assert.Single(await ReadAllAsync(stream, put.ShardId, 1));
        Assert.Equal(put.SequenceNumber, record.SequenceNumber);
        Assert.Equal("schlüssel", record.PartitionKey);
        Assert.Equal("""{"zeile":"ü"}""", Encoding.UTF8.GetString(record.Data.ToArray()));
        Assert.Equal(0, record.Data.Position);
        Assert.True(record.Data.TryGetBuffer(out _));
        Assert.Equal(DateTimeKind.Utc, record.ApproximateArrivalTimestamp!.Value.Kind);
        Assert.InRange(record.ApproximateArrivalTimestamp.Value, before.AddSeconds(-2), DateTime.UtcNow.AddSeconds(2));
    }

    [Fact]
    public async Task PutRecords_SpreadOverShards_AreAllReadOnce()
    {
        string stream = await Fixture.CreateStreamAsync(3);
        List<PutRecordsRequestEntry> records = [.. Enumerable.Range(0, 90).Select(i => new PutRecordsRequestEntry { Data = Utf8($"line {i}"), PartitionKey = $"key{i}" })];
        records[0].Data = new MemoryStream();
        PutRecordsResponse put = await Client.PutRecordsAsync(new PutRecordsRequest { StreamName = stream, Records = records }, Token);
        Assert.Equal(0, put.FailedRecordCount);
        Assert.Equal(records.Count, put.Records!.Count);
        Assert.All(put.Records, r => Assert.Null(r.ErrorCode));

        var read = new List<string>();
        foreach (Shard shard in await Fixture.ListShardsAsync(stream))
        {
            read.AddRange((await ReadAllAsync(stream, shard.ShardId, put.Records.Count(r => r.ShardId == shard.ShardId))).Select(r => Encoding.UTF8.GetString(r.Data.ToArray())));
        }

        Assert.Equal(records.Select(r => Encoding.UTF8.GetString(r.Data.ToArray())).Order(), read.Order());
    }

    [Fact]
    public async Task ShardIterators_OfEveryType_StartWhereTheySay()
    {
        string stream = await Fixture.CreateStreamAsync(1);
        const string Shard = "shardId-000000000000";
        string latest = await IteratorAsync(stream, Shard, ShardIteratorType.LATEST);
        var numbers = new List<string>();
        foreach (string text in (string[])["a", "b", "c"])
        {
            numbers.Add((await Client.PutRecordAsync(new PutRecordRequest { StreamName = stream, PartitionKey = "k", Data = Utf8(text) }, Token)).SequenceNumber);
        }

        Assert.Equal(numbers, numbers.OrderBy(BigInteger.Parse));
        Assert.Equal(["a", "b", "c"], await ReadAsync(latest));
        Assert.Equal(["a", "b", "c"], await ReadAsync(await IteratorAsync(stream, Shard, ShardIteratorType.TRIM_HORIZON)));
        Assert.Equal(["b", "c"], await ReadAsync(await IteratorAsync(stream, Shard, ShardIteratorType.AT_SEQUENCE_NUMBER, number: numbers[1])));
        Assert.Equal(["c"], await ReadAsync(await IteratorAsync(stream, Shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER, number: numbers[1])));
        Assert.Equal(["a", "b", "c"], await ReadAsync(await IteratorAsync(stream, Shard, ShardIteratorType.AT_TIMESTAMP, at: DateTime.UtcNow.AddMinutes(-1).AddMilliseconds(123))));
        GetRecordsResponse limited = await Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = await IteratorAsync(stream, Shard, ShardIteratorType.TRIM_HORIZON), Limit = 2 }, Token);
        Assert.Equal(2, limited.Records!.Count);
        Assert.Equal(["c"], await ReadAsync(limited.NextShardIterator!));
    }

    [Fact]
    public async Task SplitAndMerge_CloseParents_WhichAreReadToTheirEnd()
    {
        string stream = await Fixture.CreateStreamAsync(1);
        Shard parent = (await Fixture.ListShardsAsync(stream))[0];
        await Client.PutRecordAsync(new PutRecordRequest { StreamName = stream, PartitionKey = "k", Data = Utf8("before") }, Token);
        string middle = (BigInteger.Parse(parent.HashKeyRange.EndingHashKey) / 2).ToString();
        await Client.SplitShardAsync(new SplitShardRequest { StreamName = stream, ShardToSplit = parent.ShardId, NewStartingHashKey = middle }, Token);
        await Fixture.UntilActiveAsync(stream);

        List<Shard> children = [.. (await Fixture.ListShardsAsync(stream)).Where(s => s.ParentShardId == parent.ShardId)];
        Assert.Equal(2, children.Count);
        Assert.Equal(middle, children[1].HashKeyRange.StartingHashKey);
        await Client.MergeShardsAsync(new MergeShardsRequest { StreamName = stream, ShardToMerge = children[0].ShardId, AdjacentShardToMerge = children[1].ShardId }, Token);
        await Fixture.UntilActiveAsync(stream);

        List<Shard> shards = await Fixture.ListShardsAsync(stream);
        Shard merged = Assert.Single(shards, s => s.SequenceNumberRange.EndingSequenceNumber is null);
        Assert.Equal((children[0].ShardId, children[1].ShardId), (merged.ParentShardId, merged.AdjacentParentShardId));
        GetRecordsResponse end = await Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = await IteratorAsync(stream, parent.ShardId, ShardIteratorType.TRIM_HORIZON) }, Token);
        while (end.NextShardIterator is { } next && end.Records is not { Count: > 0 })
        {
            end = await Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = next }, Token);
        }

        Assert.Equal("before", Encoding.UTF8.GetString(Assert.Single(end.Records!).Data.ToArray()));
    }

    [Fact]
    public async Task Streams_AreListedDescribedAndDeleted()
    {
        string stream = await Fixture.CreateStreamAsync(2);
        StreamDescriptionSummary summary = await Fixture.UntilActiveAsync(stream);
        Assert.Equal((stream, 2, 24), (summary.StreamName, summary.OpenShardCount, summary.RetentionPeriodHours));
        Assert.EndsWith($":stream/{stream}", summary.StreamARN, StringComparison.Ordinal);
        Assert.InRange(summary.StreamCreationTimestamp!.Value, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(5));

        StreamDescription description = (await Client.DescribeStreamAsync(new DescribeStreamRequest { StreamName = stream, Limit = 1 }, Token)).StreamDescription;
        Assert.Equal((stream, summary.StreamARN, StreamStatus.ACTIVE), (description.StreamName, description.StreamARN, description.StreamStatus));
        Assert.Equal(ObeysPageSize ? (1, true) : (2, false), (description.Shards!.Count, description.HasMoreShards!.Value));
        List<string> names = [];
        ListStreamsResponse page = await Client.ListStreamsAsync(new ListStreamsRequest { Limit = 1 }, Token);
        names.AddRange(page.StreamNames!);
        while (page.HasMoreStreams == true)
        {
            page = await Client.ListStreamsAsync(new ListStreamsRequest { Limit = 1, ExclusiveStartStreamName = names[^1] }, Token);
            names.AddRange(page.StreamNames!);
        }

        Assert.Contains(stream, names);
        await Client.DeleteStreamAsync(new DeleteStreamRequest { StreamName = stream, EnforceConsumerDeletion = true }, Token);
    }

    [Fact]
    public async Task ListShards_InPages_ReturnsEveryShardOnce()
    {
        string stream = await Fixture.CreateStreamAsync(3);
        ListShardsResponse page = await Client.ListShardsAsync(new ListShardsRequest { StreamName = stream, MaxResults = 2 }, Token);
        Assert.Equal(ObeysPageSize, page.NextToken is not null);
        List<Shard> shards = page.Shards!;
        while (page.NextToken is { } token)
        {
            page = await Client.ListShardsAsync(new ListShardsRequest { NextToken = token, MaxResults = 2 }, Token);
            shards.AddRange(page.Shards!);
        }

        Assert.Equal(["shardId-000000000000", "shardId-000000000001", "shardId-000000000002"], shards.Select(s => s.ShardId));
        Assert.Equal(BigInteger.Zero, shards.Min(s => BigInteger.Parse(s.HashKeyRange.StartingHashKey)));
        Assert.Equal((BigInteger.One << 128) - 1, shards.Max(s => BigInteger.Parse(s.HashKeyRange.EndingHashKey)));
    }

    [Fact]
    public async Task Errors_HaveTheirOwnTypes()
    {
        string stream = await Fixture.CreateStreamAsync(1);
        ResourceNotFoundException missing = await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "no-such-stream" }, Token));
        Assert.Contains("no-such-stream", missing.Message, StringComparison.Ordinal);
        Assert.Equal(("ResourceNotFoundException", System.Net.HttpStatusCode.BadRequest), (missing.ErrorCode, missing.StatusCode));
        await Assert.ThrowsAsync<ResourceInUseException>(() => Client.CreateStreamAsync(new CreateStreamRequest { StreamName = stream, ShardCount = 1 }, Token));
        await Assert.ThrowsAnyAsync<AmazonKinesisException>(() => Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "nonsense" }, Token));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => IteratorAsync(stream, "shardId-000000000077", ShardIteratorType.LATEST));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => Client.SplitShardAsync(
            new SplitShardRequest { StreamName = stream, ShardToSplit = "shardId-000000000000", NewStartingHashKey = (BigInteger.One << 128).ToString() }, Token));
    }

    protected async Task<List<Record>> ReadAllAsync(string stream, string shard, int count)
    {
        var records = new List<Record>();
        string iterator = await IteratorAsync(stream, shard, ShardIteratorType.TRIM_HORIZON);
        while (records.Count < count)
        {
            GetRecordsResponse response = await Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator }, Token);
            records.AddRange(response.Records!);
            iterator = response.NextShardIterator!;
        }

        return records;
    }

    protected async Task<string> IteratorAsync(string stream, string shard, ShardIteratorType type, string? number = null, DateTime? at = null) =>
        (await Client.GetShardIteratorAsync(
            new GetShardIteratorRequest { StreamName = stream, ShardId = shard, ShardIteratorType = type, StartingSequenceNumber = number, Timestamp = at }, Token)).ShardIterator!;

    protected static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private async Task<IEnumerable<string>> ReadAsync(string iterator) =>
        (await Client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator }, Token)).Records!.Select(r => Encoding.UTF8.GetString(r.Data.ToArray()));
}
