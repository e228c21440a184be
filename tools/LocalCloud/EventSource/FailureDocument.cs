using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>Why records were given up, in the words of Lambda's failure records.</summary>
internal enum GiveUpReason
{
    RetryAttemptsExhausted,
    RecordAgeExceeded,

    /// <summary>One record alone exceeds the payload limit. The name is ours: Lambda's is not documented.</summary>
    PayloadSizeExceeded,
}

/// <summary>
/// The object that Lambda writes to an S3 on-failure destination: metadata and the whole event as an escaped string.
/// https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
/// </summary>
internal static class FailureDocument
{
    // Quotes as \" and not as \u0022: the payload is full of them.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>aws/lambda/{mapping}/{shard}/yyyy/MM/dd/yyyy-MM-ddTHH.mm.ss-{id}</c>.</summary>
    public static string Key(string mappingId, string shardId, DateTimeOffset now, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"aws/lambda/{mappingId}/{shardId}/{now.UtcDateTime:yyyy/MM/dd}/{now.UtcDateTime:yyyy-MM-ddTHH.mm.ss}-{id}");

    public static byte[] Write(FailureInfo info, ReadOnlySpan<ShardRecord> records, ReadOnlySpan<byte> eventJson)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            WriteContext(json, info);
            json.WriteString("version", "1.0");
            json.WriteString("timestamp", Iso(info.Now));
            json.WriteStartObject("KinesisBatchInfo");
            json.WriteString("shardId", info.ShardId);
            json.WriteString("startSequenceNumber", records[0].SequenceNumber);
            json.WriteString("endSequenceNumber", records[^1].SequenceNumber);
            json.WriteString("approximateArrivalOfFirstRecord", Iso(records[0].ArrivalTime));
            json.WriteString("approximateArrivalOfLastRecord", Iso(records[^1].ArrivalTime));
            json.WriteNumber("batchSize", records.Length);
            json.WriteString("streamArn", info.StreamArn);
            json.WriteEndObject();
            json.WriteString("payload", Encoding.UTF8.GetString(eventJson));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteContext(Utf8JsonWriter json, FailureInfo info)
    {
        json.WriteStartObject("requestContext");
        json.WriteString("requestId", info.Tries.RequestId);
        json.WriteString("functionArn", info.FunctionArn);
        json.WriteString("condition", info.Tries.Reason.ToString());
        json.WriteNumber("approximateInvokeCount", info.Tries.InvokeCount);
        json.WriteEndObject();
        if (info.Tries.Outcome != LastOutcome.NotRun)
        {
            json.WriteStartObject("responseContext");
            json.WriteNumber("statusCode", 200);
            json.WriteString("executedVersion", "$LATEST");
            json.WriteString("functionError", info.Tries.Outcome == LastOutcome.FunctionError ? "Unhandled" : null);
            json.WriteEndObject();
        }
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>What the document tells beside the records.</summary>
internal sealed record FailureInfo(FailedTries Tries, string ShardId, string StreamArn, string FunctionArn, DateTimeOffset Now);
