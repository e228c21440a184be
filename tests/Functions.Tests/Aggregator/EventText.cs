using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>One record as it should be read.</summary>
internal sealed record TestRecord(string Shard, string SequenceNumber, byte[] Data, long ArrivalMs, string PartitionKey = "key");

/// <summary>Writes Kinesis events, as Lambda does or in other legal ways.</summary>
internal static class EventText
{
    public const string Stream = "lambda-stream";
    public const long ArrivalMs = 1_795_435_200_123;

    public static byte[] Usual(params IEnumerable<TestRecord> records) =>
        Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', records.Select(UsualRecord))}]}}");

    public static TestRecord Record(int number, string data = "", string shard = "shardId-000000000006") =>
        new(shard, SequenceNumber(number), Encoding.UTF8.GetBytes(data), ArrivalMs + number);

    public static string SequenceNumber(int number) => "49590338271490256608559692538361571095921575989136" + number.ToString("D6", CultureInfo.InvariantCulture);

    public static string UsualRecord(TestRecord record) =>
        $"{{\"kinesis\":{{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":{Quote(record.PartitionKey)},\"sequenceNumber\":\"{record.SequenceNumber}\","
        + $"\"data\":\"{Convert.ToBase64String(record.Data)}\",\"approximateArrivalTimestamp\":{Seconds(record.ArrivalMs)}}},"
        + $"\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\",\"eventID\":\"{record.Shard}:{record.SequenceNumber}\",\"eventName\":\"aws:kinesis:record\","
        + $"\"invokeIdentityArn\":\"arn:aws:iam::123456789012:role/lambda-role\",\"awsRegion\":\"us-east-2\",\"eventSourceARN\":\"arn:aws:kinesis:us-east-2:123456789012:stream/{Stream}\"}}";

    /// <summary>The same record with names in any order, any white space, extra names, escapes.</summary>
    public static string AnyRecord(TestRecord record, Random random, int style)
    {
        var order = new Random(style);
        string gap = style % 2 == 0 ? "" : " ";
        string data = Convert.ToBase64String(record.Data);
        data = random.Next(4) == 0 ? data.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal) : data;
        string arrival = random.Next(4) == 0 ? (record.ArrivalMs / 1000.0).ToString("E15", CultureInfo.InvariantCulture) : Seconds(record.ArrivalMs);
        string[] kinesis =
        [
            $"\"partitionKey\":{gap}{Quote(record.PartitionKey)}",
            $"\"sequenceNumber\":{gap}\"{record.SequenceNumber}\"",
            $"\"data\":{gap}\"{data}\"",
            $"\"approximateArrivalTimestamp\":{gap}{arrival}",
            $"\"encryptionType\":{gap}{(random.Next(2) == 0 ? "\"NONE\"" : "null")}",
        ];
        string[] outer =
        [
            $"\"kinesis\":{gap}{{{string.Join("," + gap, Shuffle(kinesis, order))}{gap}}}",
            $"\"eventID\":{gap}\"{record.Shard}:{record.SequenceNumber}\"",
            $"\"eventSourceARN\":{gap}\"arn:aws:kinesis:us-east-2:123456789012:stream/{Stream}{(style % 3 == 0 ? "/consumer/fast:1" : "")}\"",
            $"\"other\":{gap}[1,{{\"data\":\"x\",\"eventID\":\"}},{{\"}}]",
        ];
        return $"{{{gap}{string.Join("," + gap, Shuffle(outer, order))}{gap}}}";
    }

    private static string[] Shuffle(string[] items, Random random)
    {
        string[] copy = [.. items];
        random.Shuffle(copy);
        return copy;
    }

    private static string Quote(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    private static string Seconds(long ms) => (ms / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
}
