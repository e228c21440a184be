using System.Text.Json;
using Amazon.Kinesis.Model;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Responses about records. Unknown members are skipped.</summary>
internal static class RecordJson
{
    public static void Read(ref Utf8JsonReader json, GetRecordsResponse response)
    {
        if (json.ValueTextEquals("Records"u8))
        {
            response.Records = json.ReadList<Record>(Read);
        }
        else if (json.ValueTextEquals("NextShardIterator"u8))
        {
            response.NextShardIterator = json.ReadString();
        }
        else if (json.ValueTextEquals("MillisBehindLatest"u8))
        {
            response.MillisBehindLatest = json.ReadInt64();
        }
        else if (json.ValueTextEquals("ChildShards"u8))
        {
            response.ChildShards = json.ReadList<ChildShard>(Read);
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, PutRecordResponse response)
    {
        if (json.ValueTextEquals("SequenceNumber"u8))
        {
            response.SequenceNumber = json.ReadString()!;
        }
        else if (json.ValueTextEquals("ShardId"u8))
        {
            response.ShardId = json.ReadString()!;
        }
        else if (json.ValueTextEquals("EncryptionType"u8))
        {
            response.EncryptionType = ReadEncryptionType(ref json);
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, PutRecordsResponse response)
    {
        if (json.ValueTextEquals("Records"u8))
        {
            response.Records = json.ReadList<PutRecordsResultEntry>(Read);
        }
        else if (json.ValueTextEquals("FailedRecordCount"u8))
        {
            response.FailedRecordCount = json.ReadInt32();
        }
        else if (json.ValueTextEquals("EncryptionType"u8))
        {
            response.EncryptionType = ReadEncryptionType(ref json);
        }
        else
        {
            json.Skip();
        }
    }

    public static EncryptionType? ReadEncryptionType(ref Utf8JsonReader json) => json.ReadString() is { } value ? EncryptionType.FindValue(value) : null;

    private static void Read(ref Utf8JsonReader json, Record record)
    {
        if (json.ValueTextEquals("Data"u8))
        {
            record.Data = json.ReadBlob()!;
        }
        else if (json.ValueTextEquals("SequenceNumber"u8))
        {
            record.SequenceNumber = json.ReadString()!;
        }
        else if (json.ValueTextEquals("PartitionKey"u8))
        {
            record.PartitionKey = json.ReadString()!;
        }
        else if (json.ValueTextEquals("ApproximateArrivalTimestamp"u8))
        {
            record.ApproximateArrivalTimestamp = json.ReadTime();
        }
        else if (json.ValueTextEquals("EncryptionType"u8))
        {
            record.EncryptionType = ReadEncryptionType(ref json);
        }
        else
        {
            json.Skip();
        }
    }

    private static void Read(ref Utf8JsonReader json, ChildShard shard)
    {
        if (json.ValueTextEquals("ShardId"u8))
        {
            shard.ShardId = json.ReadString()!;
        }
        else if (json.ValueTextEquals("ParentShards"u8))
        {
            shard.ParentShards = json.ReadStrings();
        }
        else if (json.ValueTextEquals("HashKeyRange"u8))
        {
            shard.HashKeyRange = json.ReadObject<HashKeyRange>(ShardJson.Read)!;
        }
        else
        {
            json.Skip();
        }
    }

    private static void Read(ref Utf8JsonReader json, PutRecordsResultEntry entry)
    {
        if (json.ValueTextEquals("SequenceNumber"u8))
        {
            entry.SequenceNumber = json.ReadString();
        }
        else if (json.ValueTextEquals("ShardId"u8))
        {
            entry.ShardId = json.ReadString();
        }
        else if (json.ValueTextEquals("ErrorCode"u8))
        {
            entry.ErrorCode = json.ReadString();
        }
        else if (json.ValueTextEquals("ErrorMessage"u8))
        {
            entry.ErrorMessage = json.ReadString();
        }
        else
        {
            json.Skip();
        }
    }
}
