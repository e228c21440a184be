using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LogFunctions.Cli.Replay;

namespace LogFunctions.Cli.Redrive;

/// <summary>What kind of object it is.</summary>
internal enum ParcelKind
{
    /// <summary>A batch that Lambda gave up: whole records.</summary>
    Batch,

    /// <summary>Lines that could not be read.</summary>
    Rejects,
}

/// <summary>One thing to put back.</summary>
/// <param name="Identity">Stream, shard, sequence number and, for lines, line number: never two things alike.</param>
/// <param name="Data">The record, or the raw line.</param>
/// <param name="PartitionKey">Of a record; null for lines.</param>
/// <param name="IsWhole">True when it must be a record of its own: a record, or a container such as gzip.</param>
internal readonly record struct ParcelItem(string Identity, byte[] Data, string? PartitionKey, bool IsWhole);

/// <summary>The content of one object.</summary>
internal sealed record Parcel(ParcelKind Kind, IReadOnlyList<ParcelItem> Items)
{
    private const int RecordBytes = 24 * 1024;

    /// <summary>Reads an object; null when it is none of ours.</summary>
    /// <exception cref="FormatException">It is ours, but damaged, or it holds no data.</exception>
    public static Parcel? Read(string key, byte[] content)
    {
        try
        {
            return key.EndsWith(".ndjson.gz", StringComparison.Ordinal) ? new Parcel(ParcelKind.Rejects, ReadRejects(content))
                : content is [(byte)'{', ..] ? ReadBatch(content)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException($"can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Items to records: records as they were, lines packed together.</summary>
    public static IEnumerable<LineRecord> Pack(IEnumerable<ParcelItem> items)
    {
        using var lines = new MemoryStream();
        int count = 0;
        foreach (ParcelItem item in items)
        {
            if (item.IsWhole)
            {
                yield return new LineRecord(item.Data, 1, -1) { PartitionKey = item.PartitionKey };
                continue;
            }

            if (count > 0 && lines.Length + item.Data.Length > RecordBytes)
            {
                yield return new LineRecord(lines.ToArray(), count, -1);
                lines.SetLength(0);
                count = 0;
            }

            lines.Write(item.Data);
            lines.WriteByte((byte)'\n');
            count++;
        }

        if (count > 0)
        {
            yield return new LineRecord(lines.ToArray(), count, -1);
        }
    }

    private static List<ParcelItem> ReadRejects(byte[] content)
    {
        using var text = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
        {
            gzip.CopyTo(text);
        }

        // A stream that was cut off unpacks without complaint; gzip ends with the length of what was packed.
        if (content.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(content.Length - 4)) != (uint)text.Length)
        {
            throw new FormatException("the gzip file was cut off");
        }

        text.Position = 0;
        using var reader = new StreamReader(text, Encoding.UTF8);
        var items = new List<ParcelItem>();
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement reject = json.RootElement;
            string identity = $"{Text(reject, "stream")}#{Text(reject, "shardId")}#{Text(reject, "sequenceNumber")}#{reject.GetProperty("line").GetInt64()}";
            byte[] raw = reject.TryGetProperty("raw", out JsonElement utf8) ? Encoding.UTF8.GetBytes(utf8.GetString()!) : reject.GetProperty("rawBase64").GetBytesFromBase64();
            // A container that could not be opened is kept as it came; lines hold no line feed.
            bool isWhole = Text(reject, "reason").StartsWith("container.", StringComparison.Ordinal) || raw.AsSpan().Contains((byte)'\n');
            items.Add(new ParcelItem(identity, raw, null, isWhole));
        }

        return items;
    }

    /// <summary>https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html</summary>
    private static Parcel? ReadBatch(byte[] content)
    {
        using JsonDocument json = JsonDocument.Parse(content);
        if (!json.RootElement.TryGetProperty("KinesisBatchInfo", out _))
        {
            return null;
        }

        if (!json.RootElement.TryGetProperty("payload", out JsonElement payload))
        {
            throw new FormatException("it holds no payload (only an S3 destination keeps the records)");
        }

        using JsonDocument batch = JsonDocument.Parse(payload.GetString()!);
        return new Parcel(ParcelKind.Batch, [.. batch.RootElement.GetProperty("Records").EnumerateArray().Select(ReadRecord)]);
    }

    private static ParcelItem ReadRecord(JsonElement record)
    {
        JsonElement kinesis = record.GetProperty("kinesis");
        string identity = $"{Text(record, "eventSourceARN")}#{Text(record, "eventID")}";
        return new ParcelItem(identity, kinesis.GetProperty("data").GetBytesFromBase64(), Text(kinesis, "partitionKey"), IsWhole: true);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");
}
