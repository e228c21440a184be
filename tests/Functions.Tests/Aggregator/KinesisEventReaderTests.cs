using System.Text;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class KinesisEventReaderTests
{
    [Fact]
    public void MoveNext_UsualLayout_NeedsTheJsonReaderOnce()
    {
        TestRecord[] records = [.. Enumerable.Range(0, 500).Select(i => EventText.Record(i, new string('x', i)))];
        var reader = new KinesisEventReader();
        AssertSame(records, ReadAll(reader, EventText.Usual(records)));
        Assert.Equal(1, reader.RecordsReadSlowly);
    }

    [Fact]
    public void MoveNext_AnyLegalWriting_ReadsWhatAJsonReaderReads()
    {
        var reader = new KinesisEventReader();
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            int style = random.Next(50);
            TestRecord[] records = [.. Enumerable.Range(0, random.Next(1, 12)).Select(i => AnyRecord(random, i))];
            string text = string.Join(random.Next(3) == 0 ? " ,\n" : ",", records.Select(record =>
                EventText.AnyRecord(record, random, random.Next(5) == 0 ? random.Next(50) : style)));
            string before = random.Next(3) == 0 ? "\"window\":{\"start\":\"2020-12-09T07:04:00Z\"}, " : "";
            string after = random.Next(3) == 0 ? ",\"shardId\":\"x\",\"state\":{\"1\":2}" : "";
            AssertSame(records, ReadAll(reader, Encoding.UTF8.GetBytes($"{{{before}\"Records\": [ {text} ]{after} }}\n")), $"seed {seed}");
        }
    }

    [Fact]
    public void MoveNext_TextThatLooksLikeTheLayout_IsNotSkipped()
    {
        // A partition key that holds what stands between the fields of its neighbours.
        TestRecord[] records =
        [
            EventText.Record(1, "one"),
            EventText.Record(2, "two") with { PartitionKey = "\",\"sequenceNumber\":\"495\",\"data\":\"AAAA\",\"approximateArrivalTimestamp\":1}}" },
            EventText.Record(3, "three") with { PartitionKey = "é\\\n" },
            EventText.Record(4, "four"),
        ];
        AssertSame(records, ReadAll(new KinesisEventReader(), EventText.Usual(records)));
    }

    [Fact]
    public void MoveNext_SeveralShards_NamesTheShardOfEachRecord()
    {
        TestRecord[] records = [.. Enumerable.Range(0, 9).Select(i => EventText.Record(i, "x", $"shardId-00000000000{i / 3 % 2}"))];
        AssertSame(records, ReadAll(new KinesisEventReader(), EventText.Usual(records)));
    }

    [Fact]
    public void Start_EventCutOffAnywhere_IsRefused()
    {
        byte[] whole = EventText.Usual(EventText.Record(1, "a"), EventText.Record(2, "b"));
        var reader = new KinesisEventReader();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidEventException>(() => ReadAll(reader, whole[..length]));
        }
    }

    [Fact]
    public void MoveNext_AnyByteChanged_IsReadAsAJsonReaderWouldOrRefused()
    {
        byte[] whole = EventText.Usual(EventText.Record(1, "a"), EventText.Record(2, "bb"), EventText.Record(3, "ccc"));
        var reader = new KinesisEventReader();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] = (byte)(changed[i] == (byte)'"' ? 'q' : '"');
            try
            {
                Assert.Equal(3, ReadAll(reader, changed).Count);
            }
            catch (InvalidEventException exception)
            {
                Assert.StartsWith("Kinesis event: ", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"Records\":[]}")]
    [InlineData("{\"Records\":null,\"window\":{},\"isFinalInvokeForWindow\":true}")]
    [InlineData(" { \"shardId\" : \"x\" , \"Records\" : [ ] } ")]
    public void Start_NoRecords_IsAtItsEnd(string text)
    {
        var reader = new KinesisEventReader();
        reader.Start(Encoding.UTF8.GetBytes(text));
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("", "not JSON")]
    [InlineData("{\"Records\":7}", "an array is expected")]
    [InlineData("{\"Records\":[{}]}", "record 0 has no kinesis.sequenceNumber")]
    [InlineData("{\"Records\":[7]}", "record 0 at byte 12 is not JSON")]
    [InlineData("{\"Records\":[],\"Records\":[]}", "occurs twice")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"12x\",\"data\":\"\"}}]}", "decimal digits")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"12\"}}]}", "no kinesis.data")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"12\",\"data\":\"\"},\"eventID\":\"s:13\"}]}", "eventID")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"12\",\"data\":\"\"},\"eventID\":\"s:12\",\"eventSourceARN\":\"arn:aws:sqs:x:1:q\"}]}", "names no stream")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"12\",\"data\":\"\",\"approximateArrivalTimestamp\":-1},\"eventID\":\"s:12\",\"eventSourceARN\":\"arn:aws:kinesis:x:1:stream/n\"}]}", "approximateArrivalTimestamp")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"12\",\"data\":\"a!\",\"approximateArrivalTimestamp\":1},\"eventID\":\"s:12\",\"eventSourceARN\":\"arn:aws:kinesis:x:1:stream/lambda-stream\"}]}", "not base64")]
    public void Start_NotAKinesisEvent_SaysWhatIsWrong(string text, string expected)
    {
        InvalidEventException exception = Assert.Throws<InvalidEventException>(() => ReadAll(new KinesisEventReader(), Encoding.UTF8.GetBytes(text)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1545084650.987", 1_545_084_650_987)]
    [InlineData("1545084650", 1_545_084_650_000)]
    [InlineData("1545084650.9", 1_545_084_650_900)]
    [InlineData("1.545084650987E9", 1_545_084_650_987)]
    [InlineData("1545084650.98750", 1_545_084_650_988)]
    [InlineData("0", 0)]
    public void ArrivalMs_AnyNumber_IsRoundedToMilliseconds(string number, long expected)
    {
        string text = EventText.UsualRecord(EventText.Record(1) with { ArrivalMs = 0 }).Replace("Timestamp\":0", "Timestamp\":" + number, StringComparison.Ordinal);
        var reader = new KinesisEventReader();
        reader.Start(Encoding.UTF8.GetBytes($"{{\"Records\":[{text}]}}"));
        Assert.Equal(expected, reader.ArrivalMs);
    }

    [Fact]
    public void Seek_ToAMark_ReadsTheSameAgain()
    {
        TestRecord[] records = [.. Enumerable.Range(0, 10).Select(i => EventText.Record(i, $"{i}", $"shardId-{i / 5}"))];
        var reader = new KinesisEventReader();
        reader.Start(EventText.Usual(records));
        reader.MoveNext();
        var mark = reader.Mark();
        AssertSame(records[1..], ReadRest(reader));
        reader.Seek(mark);
        AssertSame(records[1..], ReadRest(reader));
    }

    [Fact]
    public void MoveNext_UsualLayout_AllocatesNothingPerRecord()
    {
        byte[] small = EventText.Usual(Enumerable.Range(0, 10).Select(i => EventText.Record(i, "line")));
        byte[] large = EventText.Usual(Enumerable.Range(0, 1000).Select(i => EventText.Record(i, "line")));
        var reader = new KinesisEventReader();
        Walk(reader, large);
        Walk(reader, small);
        Assert.Equal(Allocation.Least(() => Walk(reader, small)), Allocation.Least(() => Walk(reader, large)));
    }

    private static void Walk(KinesisEventReader reader, byte[] kinesisEvent)
    {
        reader.Start(kinesisEvent);
        for (; !reader.AtEnd; reader.MoveNext())
        {
            reader.DecodeData();
        }
    }

    private static List<TestRecord> ReadAll(KinesisEventReader reader, byte[] kinesisEvent)
    {
        reader.Start(kinesisEvent);
        return ReadRest(reader);
    }

    private static List<TestRecord> ReadRest(KinesisEventReader reader)
    {
        var records = new List<TestRecord>();
        for (; !reader.AtEnd; reader.MoveNext())
        {
            EventShard shard = reader.Shard;
            Assert.Equal(EventText.Stream, shard.Stream);
            records.Add(new TestRecord(shard.ShardId, Encoding.ASCII.GetString(reader.SequenceNumber), reader.DecodeData().ToArray(), reader.ArrivalMs));
        }

        return records;
    }

    private static void AssertSame(TestRecord[] expected, List<TestRecord> actual, string context = "") =>
        Assert.Equal(expected.Select(Describe), actual.Select(Describe).Select(text => text + (expected.Length == actual.Count ? "" : context)));

    private static string Describe(TestRecord record) => $"{record.Shard} {record.SequenceNumber} {record.ArrivalMs} {Convert.ToHexString(record.Data)}";

    private static TestRecord AnyRecord(Random random, int number)
    {
        var data = new byte[random.Next(random.Next(2) == 0 ? 5 : 400)];
        random.NextBytes(data);
        string partitionKey = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "a\"\\é/{}:,"[random.Next(9)]));
        return new TestRecord($"shardId-{random.Next(8) / 7}", EventText.SequenceNumber(number), data, EventText.ArrivalMs + random.Next(100_000), partitionKey);
    }
}
