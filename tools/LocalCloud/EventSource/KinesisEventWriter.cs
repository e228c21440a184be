using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Writes the event that Lambda makes of Kinesis records, straight as UTF-8 into one reused buffer: the events of a busy
/// shard are megabytes each, so no strings and no document tree.
/// </summary>
internal sealed class KinesisEventWriter
{
    private static readonly byte[] s_eventStart = """{"Records":["""u8.ToArray();
    private static readonly byte[] s_eventEnd = "]}"u8.ToArray();
    private static readonly byte[] s_recordStart = """{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":" """u8[..^1].ToArray();
    private static readonly byte[] s_sequenceNumber = "\",\"sequenceNumber\":\""u8.ToArray();
    private static readonly byte[] s_data = "\",\"data\":\""u8.ToArray();
    private static readonly byte[] s_arrivalTime = "\",\"approximateArrivalTimestamp\":"u8.ToArray();

    /// <summary>Seconds with three decimals, up to the year 9999.</summary>
    private const int ArrivalTimeMaxBytes = 16;

    private readonly byte[] _beforeEventId;
    private readonly byte[] _recordEnd;
    private byte[] _buffer = [];
    private int _length;

    public KinesisEventWriter(string shardId, string streamArn, string region)
    {
        _beforeEventId = Encoding.UTF8.GetBytes($$"""},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"{{shardId}}:""");
        string account = streamArn.Split(':') is { Length: > 4 } arn ? arn[4] : "";
        _recordEnd = Encoding.UTF8.GetBytes(
            $$"""
            ","eventName":"aws:kinesis:record","invokeIdentityArn":"arn:aws:iam::{{account}}:role/local","awsRegion":"{{region}}","eventSourceARN":"{{streamArn}}"}
            """);
    }

    /// <summary>What an event weighs besides its records.</summary>
    public static int EnvelopeBytes => s_eventStart.Length + s_eventEnd.Length;

    /// <summary>An upper bound, within a few bytes, of what the record adds to an event.</summary>
    public int SizeOf(ShardRecord record) =>
        s_recordStart.Length + EncodeKey(record.PartitionKey).EncodedUtf8Bytes.Length
        + s_sequenceNumber.Length + (2 * record.SequenceNumber.Length)
        + s_data.Length + Base64.GetMaxEncodedToUtf8Length(record.Data.Length)
        + s_arrivalTime.Length + ArrivalTimeMaxBytes + _beforeEventId.Length + _recordEnd.Length + 1;

    /// <returns>Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<ShardRecord> records)
    {
        int sizeMax = EnvelopeBytes;
        foreach (ShardRecord record in records)
        {
            sizeMax += SizeOf(record);
        }

        if (_buffer.Length < sizeMax)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(sizeMax, Math.Min(2 * _buffer.Length, 8 * 1024 * 1024)));
        }

        _length = 0;
        Append(s_eventStart);
        foreach (ShardRecord record in records)
        {
            WriteRecord(record);
            Append(","u8);
        }

        _length -= records.IsEmpty ? 0 : 1;
        Append(s_eventEnd);
        return _buffer.AsMemory(0, _length);
    }

    private void WriteRecord(ShardRecord record)
    {
        Append(s_recordStart);
        Append(EncodeKey(record.PartitionKey).EncodedUtf8Bytes);
        Append(s_sequenceNumber);
        Append(record.SequenceNumber);
        Append(s_data);
        Base64.EncodeToUtf8(record.Data.Span, _buffer.AsSpan(_length), out _, out int written);
        _length += written;
        Append(s_arrivalTime);
        long arrivalMs = record.ArrivalTime.ToUnixTimeMilliseconds();
        (arrivalMs / 1000).TryFormat(_buffer.AsSpan(_length), out written, provider: CultureInfo.InvariantCulture);
        _length += written;
        Append("."u8);
        (arrivalMs % 1000).TryFormat(_buffer.AsSpan(_length), out written, "D3", CultureInfo.InvariantCulture);
        _length += written;
        Append(_beforeEventId);
        Append(record.SequenceNumber);
        Append(_recordEnd);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Append(string ascii) => _length += Encoding.ASCII.GetBytes(ascii, _buffer.AsSpan(_length));

    private static JsonEncodedText EncodeKey(string key) => JsonEncodedText.Encode(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
