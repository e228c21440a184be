using System.Text.Json;
using Amazon.Kinesis.Model;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Members of data-plane requests. What is not set is not sent. Payloads go from their stream's buffer straight to base64 in the body.</summary>
internal static class DataRequestJson
{
    // Names, quotes and punctuation of a record's members, generously; what lies outside the records.
    private const int RecordOverheadBytes = 96;
    private const int RequestOverheadBytes = 512;

    public static void Write(Utf8JsonWriter writer, GetRecordsRequest request)
    {
        writer.WriteIfSet("Limit"u8, request.Limit);
        writer.WriteIfSet("ShardIterator"u8, request.ShardIterator);
        writer.WriteIfSet("StreamARN"u8, request.StreamARN);
    }

    public static void Write(Utf8JsonWriter writer, GetShardIteratorRequest request)
    {
        writer.WriteIfSet("ShardId"u8, request.ShardId);
        writer.WriteIfSet("ShardIteratorType"u8, request.ShardIteratorType?.Value);
        writer.WriteIfSet("StartingSequenceNumber"u8, request.StartingSequenceNumber);
        writer.WriteStream(request.StreamARN, request.StreamName);
        writer.WriteIfSet("Timestamp"u8, request.Timestamp);
    }

    public static void Write(Utf8JsonWriter writer, PutRecordRequest request)
    {
        writer.WriteIfSet("Data"u8, request.Data);
        writer.WriteIfSet("ExplicitHashKey"u8, request.ExplicitHashKey);
        writer.WriteIfSet("PartitionKey"u8, request.PartitionKey);
        writer.WriteIfSet("SequenceNumberForOrdering"u8, request.SequenceNumberForOrdering);
        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, PutRecordsRequest request)
    {
        if (request.Records is { } records && (records.Count > 0 || !AWSConfigs.InitializeCollections))
        {
            writer.WriteStartArray("Records"u8);
            foreach (PutRecordsRequestEntry record in records)
            {
                writer.WriteStartObject();
                writer.WriteIfSet("Data"u8, record.Data);
                writer.WriteIfSet("ExplicitHashKey"u8, record.ExplicitHashKey);
                writer.WriteIfSet("PartitionKey"u8, record.PartitionKey);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static int EstimateBytes(PutRecordRequest request) => Clamp(RequestOverheadBytes + RecordBytes(request.Data, request.PartitionKey));

    public static int EstimateBytes(PutRecordsRequest request)
    {
        long bytes = RequestOverheadBytes;
        foreach (PutRecordsRequestEntry record in request.Records ?? [])
        {
            bytes += RecordBytes(record.Data, record.PartitionKey);
        }

        return Clamp(bytes);
    }

    // An ASCII key takes a byte per character; rarer ones make the buffer grow.
    private static long RecordBytes(MemoryStream? data, string? partitionKey) => RecordOverheadBytes + (((data?.Length ?? 0) + 2) / 3 * 4) + (partitionKey?.Length ?? 0);

    // A request beyond the service's 10 MiB is the service's to refuse, not a reason to rent gigabytes up front.
    private static int Clamp(long bytes) => (int)Math.Min(bytes, 16 * 1024 * 1024);
}
