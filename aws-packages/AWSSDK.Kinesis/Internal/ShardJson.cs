using System.Text.Json;
using Amazon.Kinesis.Model;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Responses about shards. Unknown members are skipped.</summary>
internal static class ShardJson
{
    public static void Read(ref Utf8JsonReader json, GetShardIteratorResponse response)
    {
        if (json.ValueTextEquals("ShardIterator"u8))
        {
            response.ShardIterator = json.ReadString();
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, ListShardsResponse response)
    {
        if (json.ValueTextEquals("Shards"u8))
        {
            response.Shards = json.ReadList<Shard>(Read);
        }
        else if (json.ValueTextEquals("NextToken"u8))
        {
            response.NextToken = json.ReadString();
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, UpdateShardCountResponse response)
    {
        if (json.ValueTextEquals("CurrentShardCount"u8))
        {
            response.CurrentShardCount = json.ReadInt32();
        }
        else if (json.ValueTextEquals("TargetShardCount"u8))
        {
            response.TargetShardCount = json.ReadInt32();
        }
        else if (json.ValueTextEquals("StreamARN"u8))
        {
            response.StreamARN = json.ReadString();
        }
        else if (json.ValueTextEquals("StreamName"u8))
        {
            response.StreamName = json.ReadString();
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, Shard shard)
    {
        if (json.ValueTextEquals("ShardId"u8))
        {
            shard.ShardId = json.ReadString()!;
        }
        else if (json.ValueTextEquals("ParentShardId"u8))
        {
            shard.ParentShardId = json.ReadString();
        }
        else if (json.ValueTextEquals("AdjacentParentShardId"u8))
        {
            shard.AdjacentParentShardId = json.ReadString();
        }
        else if (json.ValueTextEquals("HashKeyRange"u8))
        {
            shard.HashKeyRange = json.ReadObject<HashKeyRange>(Read)!;
        }
        else if (json.ValueTextEquals("SequenceNumberRange"u8))
        {
            shard.SequenceNumberRange = json.ReadObject<SequenceNumberRange>(Read)!;
        }
        else
        {
            json.Skip();
        }
    }

    public static void Read(ref Utf8JsonReader json, HashKeyRange range)
    {
        if (json.ValueTextEquals("StartingHashKey"u8))
        {
            range.StartingHashKey = json.ReadString()!;
        }
        else if (json.ValueTextEquals("EndingHashKey"u8))
        {
            range.EndingHashKey = json.ReadString()!;
        }
        else
        {
            json.Skip();
        }
    }

    private static void Read(ref Utf8JsonReader json, SequenceNumberRange range)
    {
        if (json.ValueTextEquals("StartingSequenceNumber"u8))
        {
            range.StartingSequenceNumber = json.ReadString()!;
        }
        else if (json.ValueTextEquals("EndingSequenceNumber"u8))
        {
            range.EndingSequenceNumber = json.ReadString();
        }
        else
        {
            json.Skip();
        }
    }
}
