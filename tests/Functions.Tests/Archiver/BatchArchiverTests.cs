using System.IO.Compression;
using System.Text;
using LogFunctions.Archiver;
using LogFunctions.Core.Ledger;
using LogFunctions.Functions.Tests.Aggregator;
using LogFunctions.Hosting;
using LogFunctions.Hosting.Kinesis;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Archiver;

public sealed class BatchArchiverTests : IArchiveMetrics, IArchiveObjects, IArchivePositions
{
    private readonly Dictionary<string, byte[]> _objects = [];
    private readonly Dictionary<EventShard, SequenceNumber> _positions = [];
    private readonly List<ArchiveResult> _results = [];
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(EventText.ArrivalMs + 60_000));
    private int _movesByOthers;

    [Fact]
    public async Task ArchiveAsync_ABatch_IsOneObjectThatNamesItsRecords()
    {
        ArchiveResult result = await ArchiveAsync(EventText.Record(1, "a\nb"), EventText.Record(2, "c"));

        (string key, byte[] gzip) = Assert.Single(_objects);
        Assert.Equal($"raw/dt=2026-11-23/hr=12/shardId-000000000006/0-{EventText.SequenceNumber(1)}-{EventText.SequenceNumber(2)}.gz", key);
        Assert.Equal($"{EventText.ArrivalMs + 1}\ta\n{EventText.ArrivalMs + 1}\tb\n{EventText.ArrivalMs + 2}\tc\n", TextOf(gzip));
        Assert.Equal((2, 0, 3, 1, gzip.Length), (result.Records, result.RecordsDuplicate, result.LinesArchived, result.Objects, (int)result.BytesArchived));
        Assert.Equal(60_000 - 2, result.IteratorAgeMs);
        Assert.Equal(result, Assert.Single(_results));
    }

    [Fact]
    public async Task ArchiveAsync_DeliveredAgainWithMore_TakesWhatIsNew()
    {
        await ArchiveAsync(EventText.Record(1, "a"), EventText.Record(2, "b"));
        ArchiveResult again = await ArchiveAsync(EventText.Record(1, "a"), EventText.Record(2, "b"));
        ArchiveResult more = await ArchiveAsync(EventText.Record(2, "b"), EventText.Record(3, "c"));

        Assert.Equal((2, 2, 0, 0), (again.Records, again.RecordsDuplicate, again.LinesArchived, again.Objects));
        Assert.Equal((2, 1, 1, 1), (more.Records, more.RecordsDuplicate, more.LinesArchived, more.Objects));
        Assert.Equal(2, _objects.Count);
        Assert.Contains(_objects.Keys, key => key.EndsWith($"/{EventText.SequenceNumber(2)}-{EventText.SequenceNumber(3)}-{EventText.SequenceNumber(3)}.gz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ArchiveAsync_PastTheLimit_GoesOnInAnotherObject()
    {
        TestRecord[] records = [.. Enumerable.Range(1, 10).Select(number => EventText.Record(number, new string('x', 50)))];

        ArchiveResult result = await ArchiveAsync(new ArchiverOptions { ObjectLimitBytes = 150 }, records);

        Assert.Equal((10, 4), (result.LinesArchived, result.Objects)); // 65 bytes a line: the third passes the limit
        Assert.Equal(10, _objects.Values.Sum(gzip => TextOf(gzip).Count(character => character == '\n')));
    }

    [Fact]
    public async Task ArchiveAsync_OthersMoveThePosition_StartsOverAndGivesUpInTheEnd()
    {
        _movesByOthers = 2;
        Assert.Equal(1, (await ArchiveAsync(EventText.Record(1, "a"))).Objects);

        _movesByOthers = 100;
        ArchiveConflictException exception = await Assert.ThrowsAsync<ArchiveConflictException>(() => ArchiveAsync(EventText.Record(2, "b")));
        Assert.Contains("ParallelizationFactor", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ArchiveAsync_TwoShards_HaveChainsOfTheirOwn()
    {
        await ArchiveAsync(EventText.Record(1, "a"), EventText.Record(2, "b", "shardId-000000000009"), EventText.Record(3, "c"));

        Assert.Equal(3, _objects.Count);
        Assert.Equal(2, _positions.Count);
    }

    [Theory]
    [InlineData("ARCHIVE_LOCATION", "", "is not set")]
    [InlineData("ARCHIVE_LOCATION", "bucket/raw", "s3://bucket")]
    [InlineData("LEDGER_TABLE", "", "is not set")]
    [InlineData("OBJECT_LIMIT_BYTES", "0", "1 to ")]
    [InlineData("MAX_INFLATED_BYTES", "1", "65536 to ")]
    public void Options_OfAWrongValue_SayWhich(string name, string value, string expected)
    {
        var variables = new Dictionary<string, string> { ["LEDGER_TABLE"] = "Ledger", ["ARCHIVE_LOCATION"] = "s3://bucket", [name] = value };

        InvalidOptionException exception = Assert.Throws<InvalidOptionException>(() => ArchiverOptions.FromEnvironment(variables.GetValueOrDefault));

        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Location_IsBucketAndPrefix()
    {
        ArchiverOptions options = Read("s3://bucket/a/b/");
        Assert.Equal(("bucket", "a/b/", 256L << 20), (options.Bucket, options.Prefix, options.ObjectLimitBytes));
        Assert.Equal("", Read("s3://bucket").Prefix);

        static ArchiverOptions Read(string location) =>
            ArchiverOptions.FromEnvironment(new Dictionary<string, string> { ["LEDGER_TABLE"] = "Ledger", ["ARCHIVE_LOCATION"] = location }.GetValueOrDefault);
    }

    [Fact]
    public void Metrics_OfABatch_AreOneLine()
    {
        using var output = new MemoryStream();
        new ArchiveMetrics(new EmbeddedMetricWriter(output, "Mine", _time)).Write(new ArchiveResult { LinesArchived = 3, BytesArchived = 40, IteratorAgeMs = 5, Records = 2 });

        string line = Encoding.UTF8.GetString(output.ToArray());
        Assert.EndsWith("\"LinesArchived\":3,\"BytesArchived\":40,\"ArchiverIteratorAge\":5,\"Records\":2,\"RecordsDuplicate\":0,\"Objects\":0,\"BatchMs\":0}\n", line, StringComparison.Ordinal);
    }

    void IArchiveMetrics.Write(ArchiveResult result) => _results.Add(result);

    Task<bool> IArchiveObjects.PutAsync(string key, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken) =>
        Task.FromResult(_objects.TryAdd(key, gzip.ToArray()));

    Task<SequenceNumber> IArchivePositions.ReadAsync(EventShard shard, CancellationToken cancellationToken) => Task.FromResult(_positions.GetValueOrDefault(shard));

    Task<bool> IArchivePositions.TryMoveAsync(EventShard shard, ArchiveMove move, CancellationToken cancellationToken)
    {
        bool isFirst = _movesByOthers-- <= 0 && _positions.GetValueOrDefault(shard) == move.From;
        if (isFirst)
        {
            _positions[shard] = move.To;
        }

        return Task.FromResult(isFirst);
    }

    private Task<ArchiveResult> ArchiveAsync(params TestRecord[] records) => ArchiveAsync(new ArchiverOptions(), records);

    private Task<ArchiveResult> ArchiveAsync(ArchiverOptions options, params TestRecord[] records) =>
        new BatchArchiver(this, this, options, _time, this).ArchiveAsync(EventText.Usual(records), TestContext.Current.CancellationToken);

    private static string TextOf(byte[] gzip)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
