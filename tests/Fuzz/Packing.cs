using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LogFunctions.Fuzz;

/// <summary>Puts lines into containers, as producers do. Knows nothing of the reader.</summary>
internal static class Packing
{
    public static byte[] Gzip(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Fastest)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level))
        {
            gzip.Write(content);
        }
        return output.ToArray();
    }

    public static byte[] Lines(IEnumerable<byte[]> lines, string separator = "\n", bool atEnd = true)
    {
        byte[] between = Encoding.ASCII.GetBytes(separator);
        byte[] all = lines.SelectMany(line => line.Concat(between)).ToArray();
        return atEnd || all.Length == 0 ? all : all[..^between.Length];
    }

    public static byte[] JsonArray(IEnumerable<byte[]> lines) =>
        [(byte)'[', .. lines.SelectMany((line, i) => i == 0 ? line : [(byte)',', .. line]), (byte)']'];

    /// <summary>A CloudWatch Logs subscription message, before gzip. Lines must be valid UTF-8.</summary>
    public static byte[] CloudWatch(IEnumerable<(byte[] Line, long TimestampMs)> events, string messageType = "DATA_MESSAGE")
    {
        var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("messageType", messageType);
            json.WriteString("owner", "123456789012");
            json.WriteString("logGroup", "/web/access");
            json.WriteString("logStream", "i-0123456789abcdef0");
            json.WriteStartArray("subscriptionFilters");
            json.WriteStringValue("to-kinesis");
            json.WriteEndArray();
            json.WriteStartArray("logEvents");
            foreach ((byte[] line, long timestampMs) in events)
            {
                json.WriteStartObject();
                json.WriteString("id", "31953106606966983378809025079804211143289615424298221568");
                json.WriteNumber("timestamp", timestampMs);
                json.WriteString("message", line);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return output.ToArray();
    }

    /// <summary>A KPL aggregate by hand: small enough to see that it is right. Tests also build it by Google.Protobuf.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The format's checksum.")]
    public static byte[] Kpl(IEnumerable<byte[]> records)
    {
        List<byte> message = [.. Field(1, "key"u8.ToArray())];
        foreach (byte[] data in records)
        {
            message.AddRange(Field(3, [(1 << 3) | 0, 0, .. Field(3, data)]));
        }
        byte[] protobuf = [.. message];
        return [0xF3, 0x89, 0x9A, 0xC2, .. protobuf, .. MD5.HashData(protobuf)];
    }

    private static byte[] Field(int number, byte[] content)
    {
        List<byte> field = [(byte)((number << 3) | 2)];
        int length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            field.Add((byte)(length | 0x80));
        }
        field.Add((byte)length);
        return [.. field, .. content];
    }
}
