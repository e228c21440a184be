using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Streams;

/// <summary>How producers put lines into the data of a record.</summary>
internal static class Packing
{
    /// <summary>Packs lines in a drawn way: lines of text, a JSON array, gzip, or a KPL aggregate; containers go into an aggregate.</summary>
    public static byte[] Pack(Choices choices, IReadOnlyList<SimLine> lines) => choices.Weighted(ChoiceKind.Plan, 12, 3, 1, 1) switch
    {
        _ when lines.Any(line => line.Container is not null) => Aggregate(lines),
        1 when lines.All(line => line.RejectReason is null) => Encoding.UTF8.GetBytes("[" + string.Join(",", lines.Select(line => line.Text)) + "]"),
        2 => Gzip(Text(lines)),
        3 => Aggregate(lines),
        _ => Text(lines),
    };

    private static byte[] Text(IEnumerable<SimLine> lines) => Encoding.UTF8.GetBytes(string.Join("\n", lines.Select(line => line.Text)));

    private static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    // Magic number, protobuf AggregatedRecord { 1: partition key table, 3: records { 1: key index, 3: data } }, MD5 of the protobuf
    // (amazon-kinesis-producer, aggregation-format.md). Two lines in a user record at most, or one container.
    private static byte[] Aggregate(IReadOnlyList<SimLine> lines)
    {
        var body = new MemoryStream();
        WriteField(body, 1, "1"u8);
        for (int i = 0; i < lines.Count;)
        {
            bool isPair = lines[i].Container is null && i + 1 < lines.Count && lines[i + 1].Container is null;
            var record = new MemoryStream();
            record.Write([0x08, 0x00]);
            WriteField(record, 3, lines[i].Container ?? Text(lines.Skip(i).Take(isPair ? 2 : 1)));
            WriteField(body, 3, record.ToArray());
            i += isPair ? 2 : 1;
        }

        byte[] protobuf = body.ToArray();
        return [0xF3, 0x89, 0x9A, 0xC2, .. protobuf, .. Md5(protobuf)];
    }

    private static void WriteField(MemoryStream to, int number, ReadOnlySpan<byte> bytes)
    {
        to.WriteByte((byte)((number << 3) | 2));
        int length = bytes.Length;
        for (; length >= 0x80; length >>= 7)
        {
            to.WriteByte((byte)(length | 0x80));
        }

        to.WriteByte((byte)length);
        to.Write(bytes);
    }

#pragma warning disable CA5351 // the format's own checksum, not a protection
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
