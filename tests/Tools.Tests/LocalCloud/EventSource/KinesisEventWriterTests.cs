using System.Text;
using System.Text.Json;
using CsCheck;

namespace LogFunctions.LocalCloud.EventSource;

public sealed class KinesisEventWriterTests
{
    private static readonly Gen<ShardRecord> s_record =
        from number in Gen.Long[1, long.MaxValue]
        from key in Gen.String[Gen.Char, 1, 40]
        from data in Gen.Byte.Array[0, 200]
        from arrivalMs in Gen.Long[0, 4_102_444_800_000]
        select new ShardRecord("495903382714902566085" + number, Clean(key), data, DateTimeOffset.FromUnixTimeMilliseconds(arrivalMs));

    [Fact]
    public void Write_AnyRecords_IsTheEventOfLambdaAndNotLargerThanSaid()
    {
        s_record.Array[0, 6].Sample(
            records =>
            {
                var writer = new KinesisEventWriter("shardId-000000000006", "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream", "us-east-2");
                ReadOnlyMemory<byte> json = writer.Write(records);

                int bound = KinesisEventWriter.EnvelopeBytes + records.Sum(writer.SizeOf);
                Assert.InRange(json.Length, bound - (10 * records.Length) - 1, bound);
                using JsonDocument document = JsonDocument.Parse(json);
                JsonElement[] items = [.. document.RootElement.GetProperty("Records").EnumerateArray()];
                Assert.Equal(records.Length, items.Length);
                foreach ((ShardRecord record, JsonElement item) in records.Zip(items))
                {
                    CheckRecord(record, item);
                }
            },
            iter: 500);
    }

    [Fact]
    public void Write_OneRecord_IsByteForByteLambdas()
    {
        var writer = new KinesisEventWriter("shardId-000000000006", "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream", "us-east-2");
        var record = new ShardRecord(
            "49590338271490256608559692538361571095921575989136588898", "1", "Hello, this is a test."u8.ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(1_545_084_650_987));

        string json = Encoding.UTF8.GetString(writer.Write([record]).Span);

        Assert.Equal(
            """
            {"Records":[{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"1","sequenceNumber":"49590338271490256608559692538361571095921575989136588898","data":"SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==","approximateArrivalTimestamp":1545084650.987},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-000000000006:49590338271490256608559692538361571095921575989136588898","eventName":"aws:kinesis:record","invokeIdentityArn":"arn:aws:iam::123456789012:role/local","awsRegion":"us-east-2","eventSourceARN":"arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream"}]}
            """,
            json);
    }

    private static void CheckRecord(ShardRecord record, JsonElement item)
    {
        JsonElement kinesis = item.GetProperty("kinesis");
        Assert.Equal(record.PartitionKey, kinesis.GetProperty("partitionKey").GetString());
        Assert.Equal(record.SequenceNumber, kinesis.GetProperty("sequenceNumber").GetString());
        Assert.Equal(record.Data.ToArray(), kinesis.GetProperty("data").GetBytesFromBase64());
        Assert.Equal(record.ArrivalTime.ToUnixTimeMilliseconds() / 1000m, kinesis.GetProperty("approximateArrivalTimestamp").GetDecimal());
        Assert.Equal("shardId-000000000006:" + record.SequenceNumber, item.GetProperty("eventID").GetString());
        Assert.Equal("us-east-2", item.GetProperty("awsRegion").GetString());
    }

    /// <summary>Kinesis takes valid Unicode only.</summary>
    private static string Clean(string key) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key));
}
