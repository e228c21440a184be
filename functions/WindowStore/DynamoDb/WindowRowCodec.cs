using System.Globalization;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Sketches;
using LogFunctions.Core.Windows;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>
/// Window rows to and from DynamoDB attributes. What is written depends on the segment alone, never on clock, process or
/// order: a segment published again gives the same bytes.
/// </summary>
internal static class WindowRowCodec
{
    // "2026-03-01T12:05:00Z"
    private const int WindowStartLength = 20;

    public static Item Encode(ShardKey ledger, Segment segment, WindowCell windowCell, long expiresAtSeconds)
    {
        Cell cell = windowCell.Cell;
        var item = new Item(16)
        {
            [TableSchema.PartitionKey] = new AttributeValue
            {
                S = TableSchema.RowPartition(segment.Window.WindowSeconds, windowCell.Dimension, windowCell.Value),
            },
            [TableSchema.SortKey] = new AttributeValue { S = TableSchema.RowSort(segment.Window, ledger, segment.Number) },
            [TableSchema.Requests] = ItemReader.Number(cell.Requests),
            [TableSchema.Status1xx] = ItemReader.Number(cell.Status1xx),
            [TableSchema.Status2xx] = ItemReader.Number(cell.Status2xx),
            [TableSchema.Status3xx] = ItemReader.Number(cell.Status3xx),
            [TableSchema.Status4xx] = ItemReader.Number(cell.Status4xx),
            [TableSchema.Status5xx] = ItemReader.Number(cell.Status5xx),
            [TableSchema.StatusOther] = ItemReader.Number(cell.StatusOther),
            [TableSchema.Bytes] = ItemReader.Number(cell.Bytes),
            [TableSchema.LatencyCount] = ItemReader.Number(cell.LatencyCount),
            [TableSchema.LatencySumUs] = ItemReader.Number(cell.LatencySumUs),
            [TableSchema.LatencyMinUs] = ItemReader.Number(cell.LatencyMinUs),
            [TableSchema.LatencyMaxUs] = ItemReader.Number(cell.LatencyMaxUs),
            [TableSchema.ExpiresAt] = ItemReader.Number(expiresAtSeconds),
        };
        if (cell.LatencyCount > 0)
        {
            item[TableSchema.LatencySketch] = new AttributeValue { B = new MemoryStream(cell.Latency.ToArray(), writable: false) };
        }

        return item;
    }

    /// <summary>Reads a row of the partition the query named.</summary>
    public static WindowRow Decode(Item item, RowQuery query, string table)
    {
        var reader = new ItemReader(item, table);
        (long startSeconds, ShardKey ledger, long segment) = ReadSortKey(reader);
        return new WindowRow
        {
            Window = new WindowKey(query.WindowSeconds, startSeconds),
            Dimension = query.Dimension,
            Value = query.Value,
            Ledger = ledger,
            Segment = segment,
            Cell = ReadCell(reader),
            ExpiresAtSeconds = reader.Number(TableSchema.ExpiresAt),
        };
    }

    private static (long StartSeconds, ShardKey Ledger, long Segment) ReadSortKey(ItemReader reader)
    {
        string key = reader.Text(TableSchema.SortKey);
        int lastMark = key.LastIndexOf('#');
        if (lastMark > WindowStartLength + 1
            && key[WindowStartLength] == '#'
            && DateTimeOffset.TryParseExact(
                key.AsSpan(0, WindowStartLength), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
            && long.TryParse(key.AsSpan(lastMark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long segment)
            && ShardKey.TryParse(key[(WindowStartLength + 1)..lastMark], out ShardKey ledger))
        {
            return (start.ToUnixTimeSeconds(), ledger, segment);
        }

        throw reader.Corrupt(TableSchema.SortKey, "is not 'yyyy-MM-ddTHH:mm:ssZ#stream#shardId#segment'");
    }

    private static Cell ReadCell(ItemReader reader) => new()
    {
        Requests = reader.Number(TableSchema.Requests),
        Status1xx = reader.Number(TableSchema.Status1xx),
        Status2xx = reader.Number(TableSchema.Status2xx),
        Status3xx = reader.Number(TableSchema.Status3xx),
        Status4xx = reader.Number(TableSchema.Status4xx),
        Status5xx = reader.Number(TableSchema.Status5xx),
        StatusOther = reader.Number(TableSchema.StatusOther),
        Bytes = reader.Number(TableSchema.Bytes),
        LatencySumUs = reader.Number(TableSchema.LatencySumUs),
        LatencyMinUs = reader.Number(TableSchema.LatencyMinUs),
        LatencyMaxUs = reader.Number(TableSchema.LatencyMaxUs),
        Latency = ReadSketch(reader),
    };

    // latencyCount is written for people and other readers; the sketch knows it, and the two must agree.
    private static LatencySketch ReadSketch(ItemReader reader)
    {
        long count = reader.Number(TableSchema.LatencyCount);
        byte[]? encoded = reader.BinaryOrNull(TableSchema.LatencySketch);
        try
        {
            LatencySketch sketch = encoded is null ? new LatencySketch() : LatencySketch.Decode(encoded);
            return sketch.Count == count
                ? sketch
                : throw reader.Corrupt(
                    TableSchema.LatencySketch, $"holds {sketch.Count} latencies, but {TableSchema.LatencyCount} is {count}");
        }
        catch (FormatException exception)
        {
            throw reader.Corrupt(TableSchema.LatencySketch, $"can't be read: {exception.Message.TrimEnd('.')}", exception);
        }
    }
}
