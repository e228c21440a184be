using System.Runtime.InteropServices;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>Ledger items to and from DynamoDB attributes.</summary>
internal static class LedgerItemCodec
{
    public static Item Encode(ShardKey shard, LedgerItem item)
    {
        Item attributes = EncodeRequired(shard, item);
        if (!item.Heat.IsEmpty)
        {
            attributes.Add(TableSchema.Heat, new AttributeValue { B = Stream(item.Heat) });
        }

        return attributes;
    }

    public static LedgerItem Decode(Item item, string table)
    {
        var reader = new ItemReader(item, table);
        return new LedgerItem
        {
            Version = reader.Number(TableSchema.Version),
            LastSequenceNumber = ReadSequenceNumber(reader),
            UpdatedAtMs = reader.Number(TableSchema.UpdatedAtMs),
            HasOpenWindows = reader.Flag(TableSchema.HasOpenWindows),
            HasOutbox = reader.Flag(TableSchema.HasOutbox),
            Heat = reader.BinaryOrNull(TableSchema.Heat),
            Blob = reader.Binary(TableSchema.Blob),
        };
    }

    public static LedgerHead DecodeHead(Item item, string table)
    {
        var reader = new ItemReader(item, table);
        string key = reader.Text(TableSchema.PartitionKey);
        try
        {
            return new LedgerHead
            {
                Shard = ShardKey.Parse(key),
                Version = reader.Number(TableSchema.Version),
                UpdatedAtMs = reader.Number(TableSchema.UpdatedAtMs),
                HasOpenWindows = reader.Flag(TableSchema.HasOpenWindows),
                HasOutbox = reader.Flag(TableSchema.HasOutbox),
            };
        }
        catch (FormatException exception)
        {
            throw reader.Corrupt(TableSchema.PartitionKey, exception.Message, exception);
        }
    }

    private static Item EncodeRequired(ShardKey shard, LedgerItem item) => new(8)
    {
        [TableSchema.PartitionKey] = new AttributeValue { S = shard.ToString() },
        [TableSchema.Version] = ItemReader.Number(item.Version),
        [TableSchema.LastSequenceNumber] = new AttributeValue { S = item.LastSequenceNumber.ToString() },
        [TableSchema.UpdatedAtMs] = ItemReader.Number(item.UpdatedAtMs),
        [TableSchema.HasOpenWindows] = new AttributeValue { BOOL = item.HasOpenWindows },
        [TableSchema.HasOutbox] = new AttributeValue { BOOL = item.HasOutbox },
        [TableSchema.Blob] = new AttributeValue { B = Stream(item.Blob) },
    };

    private static SequenceNumber ReadSequenceNumber(ItemReader reader)
    {
        string text = reader.Text(TableSchema.LastSequenceNumber);
        try
        {
            return SequenceNumber.Parse(text);
        }
        catch (FormatException exception)
        {
            throw reader.Corrupt(TableSchema.LastSequenceNumber, exception.Message, exception);
        }
    }

    // The blob is up to 300 KB on every batch: the stream shows the writer's buffer instead of copying it.
    private static MemoryStream Stream(ReadOnlyMemory<byte> blob) =>
        MemoryMarshal.TryGetArray(blob, out ArraySegment<byte> array) && array.Array is not null
            ? new MemoryStream(array.Array, array.Offset, array.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(blob.ToArray(), writable: false);
}
