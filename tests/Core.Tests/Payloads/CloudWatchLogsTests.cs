using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Payloads;

public sealed class CloudWatchLogsTests
{
    private const long ArrivalMs = 1_700_000_000_000;

    [Fact]
    public void Read_DataMessage_GivesEachEventWithItsOwnTime()
    {
        byte[] envelope = Packing.CloudWatch([("a \"quoted\" \\ line"u8.ToArray(), 111), ("{\"b\":\"ü\"}\n"u8.ToArray(), 222), ("two\nlines\r\n\n"u8.ToArray(), 333)]);
        foreach (byte[] payload in new[] { Packing.Gzip(envelope), envelope, Packing.Kpl([Packing.Gzip(envelope)]) })
        {
            CollectingSink sink = Read(payload);
            Assert.Empty(sink.Rejects);
            Assert.Equal([("a \"quoted\" \\ line", 111L), (Latin1("{\"b\":\"ü\"}"), 222L), ("two", 333L), ("lines", 333L)], sink.Lines);
        }
    }

    [Fact]
    public void Read_EnvelopesAfterEachOther_WithOrWithoutLineEnds_GiveAll()
    {
        byte[] first = Packing.CloudWatch([("one"u8.ToArray(), 1)]);
        byte[] second = Packing.CloudWatch([("two"u8.ToArray(), 2)]);
        Assert.Equal(["one", "two"], Read([.. first, .. second]).Lines.Select(line => line.Line));
        Assert.Equal(["one", "two"], Read([.. first, (byte)'\n', .. second, (byte)'\n']).Lines.Select(line => line.Line));
    }

    [Fact]
    public void Read_ControlMessage_GivesNothing()
    {
        CollectingSink sink = Read(Packing.Gzip(Packing.CloudWatch([("CWL CONTROL MESSAGE: Checking health of destination"u8.ToArray(), 1)], "CONTROL_MESSAGE")));
        Assert.Empty(sink.Lines);
        Assert.Empty(sink.Rejects);
    }

    [Fact]
    public void Read_KeysInAnyOrderAndPrettyPrinted_GivesTheEvents()
    {
        byte[] envelope = """
            {
              "logEvents": [ { "message": "one", "id": "1" }, { "timestamp": 5, "message": "two" } ],
              "messageType": "DATA_MESSAGE"
            }
            """u8.ToArray();
        Assert.Equal([("one", ArrivalMs), ("two", 5L)], Read(envelope).Lines);
    }

    [Fact]
    public void Read_EventWithoutMessage_CostsNoNeighbour()
    {
        CollectingSink sink = Read("""{"messageType":"DATA_MESSAGE","logEvents":[{"message":"one"},{"id":"x"},7,{"message":"two"}]}"""u8);
        Assert.Equal(["one", "two"], sink.Lines.Select(line => line.Line));
        Assert.Equal([(RejectReason.ContainerCloudWatchInvalid, """{"id":"x"}"""), (RejectReason.ContainerCloudWatchInvalid, "7")], sink.Rejects);
    }

    [Fact]
    public void Read_CutEnvelope_IsOneRejectAndNothingIsCounted()
    {
        byte[] envelope = Packing.CloudWatch([("one"u8.ToArray(), 1), ("two"u8.ToArray(), 2)]);
        int afterFirst = Encoding.UTF8.GetString(envelope).IndexOf("two", StringComparison.Ordinal);
        CollectingSink sink = Read(envelope.AsSpan(0, afterFirst));
        Assert.Empty(sink.Lines);
        Assert.Equal(RejectReason.ContainerCloudWatchInvalid, Assert.Single(sink.Rejects).Reason);
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static CollectingSink Read(ReadOnlySpan<byte> payload) => CollectingSink.Read(new PayloadReader(new PayloadOptions()), payload, ArrivalMs);
}
