using System.Text;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace LogFunctions.Functions.Tests.AwsPackages;

public sealed class SerializerTests
{
    // The event of the Lambda developer guide, https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
    private const string Event = """
        {"Records":[{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"1","sequenceNumber":"49590338271490256608559692538361571095921575989136588898",
        "data":"SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==","approximateArrivalTimestamp":1545084650.987},"eventSource":"aws:kinesis","eventVersion":"1.0",
        "eventID":"shardId-000000000006:49590338271490256608559692538361571095921575989136588898","eventName":"aws:kinesis:record",
        "invokeIdentityArn":"arn:aws:iam::123456789012:role/lambda-role","awsRegion":"us-east-2","eventSourceARN":"arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream"}]}
        """;

    private const string WindowEvent = """
        {"Records":[],"window":{"start":"2020-12-09T07:04:00Z","end":"2020-12-09T07:06:00Z"},"state":{"1":282,"2":"715"},"shardId":"shardId-000000000006",
        "eventSourceARN":"arn:aws:kinesis:us-east-1:123456789012:stream/lambda-stream","isFinalInvokeForWindow":false,"isWindowTerminatedEarly":true}
        """;

    // The published converter goes by way of a double.
    private static readonly TimeSpan s_binaryFraction = TimeSpan.FromMicroseconds(1);

    public static TheoryData<ILambdaSerializer> Serializers => [new SourceGeneratorLambdaJsonSerializer<EventContext>(), new DefaultLambdaJsonSerializer()];

    [Theory]
    [MemberData(nameof(Serializers))]
    public void KinesisEvent_OfTheGuide_IsReadWhole(ILambdaSerializer serializer)
    {
        KinesisEvent.KinesisEventRecord record = Assert.Single(serializer.Deserialize<KinesisEvent>(Utf8(Event)).Records!);
        Assert.Equal("shardId-000000000006:49590338271490256608559692538361571095921575989136588898", record.EventId);
        Assert.Equal("aws:kinesis:record", record.EventName);
        Assert.Equal("us-east-2", record.AwsRegion);
        Assert.Equal("arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream", record.EventSourceARN);
        Assert.Equal("arn:aws:iam::123456789012:role/lambda-role", record.InvokeIdentityArn);
        Assert.Equal("1.0", record.Kinesis.KinesisSchemaVersion);
        Assert.Equal("49590338271490256608559692538361571095921575989136588898", record.Kinesis.SequenceNumber);
        Assert.Equal("Hello, this is a test.", Encoding.UTF8.GetString(record.Kinesis.Data.ToArray()));
        Assert.Equal(DateTime.UnixEpoch.AddMilliseconds(1545084650987), record.Kinesis.ApproximateArrivalTimestamp!.Value, s_binaryFraction);
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public void KinesisEvent_WrittenAndReadAgain_IsTheSame(ILambdaSerializer serializer)
    {
        KinesisEvent first = serializer.Deserialize<KinesisEvent>(Utf8(Event));
        var json = new MemoryStream();
        serializer.Serialize(first, json);
        json.Position = 0;
        KinesisEvent.KinesisEventRecord record = Assert.Single(serializer.Deserialize<KinesisEvent>(json).Records!);
        Assert.Equal(first.Records![0].Kinesis.Data.ToArray(), record.Kinesis.Data.ToArray());
        Assert.Equal(first.Records[0].Kinesis.ApproximateArrivalTimestamp, record.Kinesis.ApproximateArrivalTimestamp);
        Assert.Equal(first.Records[0].EventId, record.EventId);
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public void TimeWindowEvent_WithNumbersAndStringsAsState_IsReadWhole(ILambdaSerializer serializer)
    {
        KinesisTimeWindowEvent window = serializer.Deserialize<KinesisTimeWindowEvent>(Utf8(WindowEvent));
        Assert.Equal(new DateTime(2020, 12, 9, 7, 4, 0, DateTimeKind.Utc), window.Window!.Start);
        Assert.Equal(new DateTime(2020, 12, 9, 7, 6, 0, DateTimeKind.Utc), window.Window.End);
        Assert.Equal([new("1", "282"), new("2", "715")], window.State!);
        Assert.Equal(("shardId-000000000006", false, true), (window.ShardId, window.IsFinalInvokeForWindow!.Value, window.IsWindowTerminatedEarly!.Value));
        Assert.Empty(window.Records!);
    }

    [Theory]
    [InlineData("""{"state":{"a":1.5}}""")]
    [InlineData("""{"state":{"a":{}}}""")]
    [InlineData("""{"state":[]}""")]
    [InlineData("""{"state":{"a":"b"}""")]
    public void TimeWindowEvent_WithOtherState_IsRefused(string json)
    {
        Assert.Throws<JsonSerializerException>(() => new DefaultLambdaJsonSerializer().Deserialize<KinesisTimeWindowEvent>(Utf8(json)));
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public void Responses_AreWrittenAsTheServiceReadsThem(ILambdaSerializer serializer)
    {
        Assert.Equal(
            """{"batchItemFailures":[{"itemIdentifier":"495"}]}""",
            Write(serializer, new StreamsEventResponse { BatchItemFailures = [new() { ItemIdentifier = "495" }] }));
        Assert.Equal("{}", Write(serializer, new StreamsEventResponse()));
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public void TimeWindowResponse_IsWrittenAsTheServiceReadsIt(ILambdaSerializer serializer)
    {
        Assert.SkipUnless(FunctionProcess.IsFromSource("Amazon.Lambda.KinesisEvents"), "Amazon.Lambda.KinesisEvents 4.0.0 can't write the state: its converter makes a serializer context from options that are in use");
        Assert.Equal(
            """{"state":{"grün":"<1>"},"batchItemFailures":[]}""",
            Write(serializer, new KinesisTimeWindowResponse { State = new() { ["grün"] = "<1>" }, BatchItemFailures = [] }));
    }

    [Theory]
    [InlineData("\"2020-01-02T03:04:05.678Z\"", 1577934245678)]
    [InlineData("1577934245", 1577934245000)]
    [InlineData("1577934245.678", 1577934245678)]
    [InlineData("1577934245678", 1577934245678)]
    [InlineData("-1", -1000)]
    public void Times_InAllTheirForms_AreRead(string json, long unixMs)
    {
        DateTime time = new DefaultLambdaJsonSerializer().Deserialize<DateTime>(Utf8(json));
        Assert.Equal(DateTime.UnixEpoch.AddMilliseconds(unixMs), time, s_binaryFraction);
    }

    [Fact]
    public void Type_UnknownToTheContext_IsNamed()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<EventContext>();
        JsonSerializerException e = Assert.Throws<JsonSerializerException>(() => serializer.Deserialize<Version>(Utf8("{}")));
        Assert.Contains("System.Version", e.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(EventContext), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_ThatIsNoMemoryStream_IsReadToItsEnd()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Event);
        Assert.Single(new DefaultLambdaJsonSerializer().Deserialize<KinesisEvent>(new TestStream(bytes, canSeek: false)).Records!);
    }

    [Fact]
    public void ByteArray_IsReadFromBase64AndFromNumbers()
    {
        var serializer = new DefaultLambdaJsonSerializer();
        Assert.Equal([1, 2, 255], serializer.Deserialize<byte[]>(Utf8("\"AQL/\"")));
        Assert.Equal([1, 2, 255], serializer.Deserialize<byte[]>(Utf8("[1,2,255]")));
        Assert.Equal("[1,2,255]", Write(serializer, new byte[] { 1, 2, 255 }));
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Write<T>(ILambdaSerializer serializer, T value)
    {
        var stream = new MemoryStream();
        serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

[JsonSerializable(typeof(KinesisEvent))]
[JsonSerializable(typeof(KinesisTimeWindowEvent))]
[JsonSerializable(typeof(KinesisTimeWindowResponse))]
// Both responses have a nested type of this name.
[JsonSerializable(typeof(KinesisTimeWindowResponse.BatchItemFailure), TypeInfoPropertyName = "WindowBatchItemFailure")]
[JsonSerializable(typeof(IList<KinesisTimeWindowResponse.BatchItemFailure>), TypeInfoPropertyName = "WindowBatchItemFailures")]
[JsonSerializable(typeof(StreamsEventResponse))]
public sealed partial class EventContext : JsonSerializerContext;
