using System.Text;
using System.Text.Json;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Cli.Redrive;

/// <summary>A record of a batch that was given up.</summary>
internal sealed record FailedRecord(byte[] Data, string PartitionKey, SequenceNumber SequenceNumber)
{
    /// <summary>Milliseconds since the epoch.</summary>
    public required long ArrivalMs { get; init; }
}

/// <summary>
/// An object that Lambda wrote to the on-failure destination: the <c>payload</c> in it is the event, as text.
/// https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
/// </summary>
internal sealed record FailureObject(string Stream, string ShardId, IReadOnlyList<FailedRecord> Records)
{
    /// <summary>When it was given up, milliseconds since the epoch; 0 when the document does not tell.</summary>
    public long GivenUpMs { get; private init; }

    /// <exception cref="RedriveException">It is something else.</exception>
    public static FailureObject Parse(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("payload", out JsonElement payload))
            {
                bool isMetadata = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("KinesisBatchInfo", out _);
                throw new RedriveException(isMetadata
                    ? "it has the description of a batch but not its payload, as destinations other than S3 get it; read the records from the stream again before they expire"
                    : "it is not an on-failure object: it has no \"payload\"");
            }

            using JsonDocument batch = JsonDocument.Parse(payload.ValueKind == JsonValueKind.String ? payload.GetString()! : payload.GetRawText());
            return ParseEvent(batch.RootElement) with { GivenUpMs = ReadTime(document.RootElement, "timestamp") };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or DecoderFallbackException)
        {
            throw new RedriveException($"it is not an on-failure object of a Kinesis event source: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private static long ReadTime(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String && text.TryGetDateTimeOffset(out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds()
            : 0;

    // When it is not told, the record is taken for one that came late.
    private static long ReadArrival(JsonElement kinesis) =>
        kinesis.TryGetProperty("approximateArrivalTimestamp", out JsonElement seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetDouble(out double value)
            ? (long)(value * 1000)
            : long.MaxValue;

    private static FailureObject ParseEvent(JsonElement batch)
    {
        List<FailedRecord> records = [];
        string stream = "";
        string shardId = "";
        foreach (JsonElement record in batch.Array("Records"))
        {
            string shard = record.Text("eventID").Split(':')[0];
            string arn = record.Text("eventSourceARN");
            if (records.Count > 0 && shard != shardId)
            {
                throw new FormatException($"its records are of several shards, {shardId} and {shard}");
            }

            int name = arn.IndexOf(":stream/", StringComparison.Ordinal);
            stream = name < 0 ? throw new FormatException($"'{arn}' names no stream") : arn[(name + 8)..].Split('/')[0];
            shardId = shard;
            JsonElement kinesis = record.Object("kinesis");
            records.Add(new FailedRecord(
                kinesis.Base64("data"),
                kinesis.Text("partitionKey"),
                kinesis.Sequence("sequenceNumber"))
            {
                ArrivalMs = ReadArrival(kinesis),
            });
        }

        return records.Count > 0 ? new FailureObject(stream, shardId, records) : throw new FormatException("its event has no records");
    }
}
