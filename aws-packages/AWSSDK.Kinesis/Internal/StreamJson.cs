using System.Text.Json;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Responses about streams. Unknown members are skipped.</summary>
internal static class StreamJson
{
    /// <summary>Of operations that answer nothing.</summary>
    public static void ReadNothing(ref Utf8JsonReader json, AmazonWebServiceResponse _) => json.Skip();

    public static void Read(ref Utf8JsonReader json, DescribeStreamResponse response)
    {
        if (json.ValueTextEquals("StreamDescription"u8))
        {
            response.StreamDescription = json.ReadObject<StreamDescription>(Read)!;
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, DescribeStreamSummaryResponse response)
    {
        if (json.ValueTextEquals("StreamDescriptionSummary"u8))
        {
            response.StreamDescriptionSummary = json.ReadObject<StreamDescriptionSummary>(Read)!;
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, ListStreamsResponse response)
    {
        if (json.ValueTextEquals("StreamNames"u8))
        {
            response.StreamNames = json.ReadStrings();
        }
        else if (json.ValueTextEquals("HasMoreStreams"u8))
        {
            response.HasMoreStreams = json.ReadBoolean();
        }
        else if (json.ValueTextEquals("NextToken"u8))
        {
            response.NextToken = json.ReadString();
        }
        else if (json.ValueTextEquals("StreamSummaries"u8))
        {
            response.StreamSummaries = json.ReadList<StreamSummary>(Read);
        }
        else
        {
            json.Skip();
        }
    }

    private static void Read(ref Utf8JsonReader json, StreamDescription stream)
    {
        switch (json.GetString())
        {
            case "EncryptionType": stream.EncryptionType = RecordJson.ReadEncryptionType(ref json); break;
            case "EnhancedMonitoring": stream.EnhancedMonitoring = json.ReadList<EnhancedMetrics>(Read); break;
            case "HasMoreShards": stream.HasMoreShards = json.ReadBoolean(); break;
            case "KeyId": stream.KeyId = json.ReadString(); break;
            case "RetentionPeriodHours": stream.RetentionPeriodHours = json.ReadInt32(); break;
            case "Shards": stream.Shards = json.ReadList<Shard>(ShardJson.Read); break;
            case "StreamARN": stream.StreamARN = json.ReadString()!; break;
            case "StreamCreationTimestamp": stream.StreamCreationTimestamp = json.ReadTime(); break;
            case "StreamModeDetails": stream.StreamModeDetails = json.ReadObject<StreamModeDetails>(Read); break;
            case "StreamName": stream.StreamName = json.ReadString()!; break;
            case "StreamStatus": stream.StreamStatus = ReadStatus(ref json); break;
            default: json.Skip(); break;
        }
    }

    private static void Read(ref Utf8JsonReader json, StreamDescriptionSummary stream)
    {
        switch (json.GetString())
        {
            case "ConsumerCount": stream.ConsumerCount = json.ReadInt32(); break;
            case "EncryptionType": stream.EncryptionType = RecordJson.ReadEncryptionType(ref json); break;
            case "EnhancedMonitoring": stream.EnhancedMonitoring = json.ReadList<EnhancedMetrics>(Read); break;
            case "KeyId": stream.KeyId = json.ReadString(); break;
            case "MaxRecordSizeInKiB": stream.MaxRecordSizeInKiB = json.ReadInt32(); break;
            case "OpenShardCount": stream.OpenShardCount = json.ReadInt32(); break;
            case "RetentionPeriodHours": stream.RetentionPeriodHours = json.ReadInt32(); break;
            case "StreamARN": stream.StreamARN = json.ReadString()!; break;
            case "StreamCreationTimestamp": stream.StreamCreationTimestamp = json.ReadTime(); break;
            case "StreamModeDetails": stream.StreamModeDetails = json.ReadObject<StreamModeDetails>(Read); break;
            case "StreamName": stream.StreamName = json.ReadString()!; break;
            case "StreamStatus": stream.StreamStatus = ReadStatus(ref json); break;
            default: json.Skip(); break;
        }
    }

    private static void Read(ref Utf8JsonReader json, StreamSummary stream)
    {
        switch (json.GetString())
        {
            case "StreamARN": stream.StreamARN = json.ReadString()!; break;
            case "StreamCreationTimestamp": stream.StreamCreationTimestamp = json.ReadTime(); break;
            case "StreamModeDetails": stream.StreamModeDetails = json.ReadObject<StreamModeDetails>(Read); break;
            case "StreamName": stream.StreamName = json.ReadString()!; break;
            case "StreamStatus": stream.StreamStatus = ReadStatus(ref json); break;
            default: json.Skip(); break;
        }
    }

    private static void Read(ref Utf8JsonReader json, StreamModeDetails details)
    {
        if (json.ValueTextEquals("StreamMode"u8) && json.ReadString() is { } mode)
        {
            details.StreamMode = StreamMode.FindValue(mode);
        }
        else
        {
            json.Skip();
        }
    }

    private static void Read(ref Utf8JsonReader json, EnhancedMetrics metrics)
    {
        if (json.ValueTextEquals("ShardLevelMetrics"u8))
        {
            metrics.ShardLevelMetrics = json.ReadStrings();
        }
        else
        {
            json.Skip();
        }
    }

    private static StreamStatus ReadStatus(ref Utf8JsonReader json) => json.ReadString() is { } value ? StreamStatus.FindValue(value) : null!;
}
