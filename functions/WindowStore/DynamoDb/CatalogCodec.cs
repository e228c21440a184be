using System.IO.Compression;
using System.Text;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>
/// Lists of values to and from DynamoDB attributes. Attribute <c>values</c>: a version byte (1 as it is, 2 packed with Brotli), then per
/// value a byte for the dimension, the requests as a varint, the length of the value as a varint, its UTF-8 bytes (docs/data.md).
/// </summary>
internal static class CatalogCodec
{
    /// <summary>Bytes of a list from which on the next value begins another one; so an item stays far below DynamoDB's 400 KB.</summary>
    public const int ListBytes = 64 * 1024;

    private const byte Plain = 1;
    private const byte Packed = 2;
    private const int BrotliQuality = 5;
    private const int BrotliWindow = 18;

    // A list, and one value of the longest kind behind its end.
    private const int MaxListBytes = ListBytes + 2048;

    /// <summary>One list: as many entries as fit, at least one.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="from">The first one; moves behind those that fit.</param>
    public static byte[] EncodeList(IReadOnlyList<CatalogEntry> entries, ref int from)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body);
        writer.Write(Plain);
        while (from < entries.Count && body.Length < ListBytes)
        {
            CatalogEntry entry = entries[from++];
            writer.Write((byte)entry.Dimension);
            writer.Write7BitEncodedInt64(entry.Requests);
            byte[] utf8 = Encoding.UTF8.GetBytes(entry.Value);
            writer.Write7BitEncodedInt(utf8.Length);
            writer.Write(utf8);
        }

        byte[] plain = body.ToArray();
        var packed = new byte[plain.Length];
        packed[0] = Packed;
        return BrotliEncoder.TryCompress(plain.AsSpan(1), packed.AsSpan(1), out int length, BrotliQuality, BrotliWindow)
            ? packed.AsSpan(0, length + 1).ToArray()
            : plain;
    }

    /// <summary>The item of a list.</summary>
    public static Item Encode(string partition, string sort, byte[] list, long expiresAtSeconds) => new(4)
    {
        [TableSchema.PartitionKey] = new AttributeValue { S = partition },
        [TableSchema.SortKey] = new AttributeValue { S = sort },
        [TableSchema.Values] = new AttributeValue { B = new MemoryStream(list, writable: false) },
        [TableSchema.ExpiresAt] = ItemReader.Number(expiresAtSeconds),
    };

    /// <summary>The entries of a list; none when it has expired.</summary>
    /// <exception cref="CorruptRowException">It can't be read.</exception>
    public static IReadOnlyList<CatalogEntry> Decode(Item item, long nowSeconds, string table)
    {
        var reader = new ItemReader(item, table);
        if (reader.Number(TableSchema.ExpiresAt) <= nowSeconds)
        {
            return [];
        }

        byte[] list = reader.Binary(TableSchema.Values);
        try
        {
            return DecodeList(list);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw reader.Corrupt(TableSchema.Values, $"can't be read: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <summary>Reads what <see cref="EncodeList"/> wrote.</summary>
    /// <exception cref="FormatException">It is of another version, or damaged.</exception>
    public static IReadOnlyList<CatalogEntry> DecodeList(ReadOnlySpan<byte> list)
    {
        byte[] body = list.IsEmpty ? throw new FormatException("it is empty") : list[0] switch
        {
            Plain => list[1..].ToArray(),
            Packed => Unpack(list[1..]),
            byte version => throw new FormatException($"version {version} is unknown"),
        };
        using var reader = new BinaryReader(new MemoryStream(body));
        List<CatalogEntry> entries = [];
        while (reader.BaseStream.Position < body.Length)
        {
            byte dimension = reader.ReadByte();
            long requests = reader.Read7BitEncodedInt64();
            int length = reader.Read7BitEncodedInt();
            if (dimension > (byte)Dimension.Reject || length < 0 || length > body.Length - reader.BaseStream.Position)
            {
                throw new FormatException($"dimension {dimension} and length {length} before byte {reader.BaseStream.Position}");
            }

            entries.Add(new CatalogEntry((Dimension)dimension, Encoding.UTF8.GetString(reader.ReadBytes(length)), requests));
        }

        return entries;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var body = new byte[MaxListBytes];
        return BrotliDecoder.TryDecompress(packed, body, out int length)
            ? body.AsSpan(0, length).ToArray()
            : throw new FormatException("it does not unpack");
    }
}
