using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Cli.Redrive;

/// <summary>A rejected line. Stream, shard, sequence number and line number identify it.</summary>
internal sealed record RejectedLine(string Stream, string ShardId, SequenceNumber SequenceNumber, long Line, string Reason, byte[] Raw);

/// <summary>A file of rejected lines, as the Aggregator writes it: gzip of NDJSON.</summary>
internal static class RejectFile
{
    private const long MaxInflatedBytes = 512 << 20;

    public static bool IsName(string name) => name.EndsWith(".ndjson.gz", StringComparison.Ordinal) || name.EndsWith(".ndjson", StringComparison.Ordinal);

    /// <exception cref="RedriveException">It is damaged or something else; then none of its lines is to be put.</exception>
    public static IReadOnlyList<RejectedLine> Parse(byte[] file)
    {
        // Some tools unpack what has Content-Encoding gzip.
        bool isGzip = file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        byte[] text = isGzip ? Inflate(file) : file;
        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new RedriveException("it is cut off: its last line has no end");
        }

        List<RejectedLine> lines = [];
        for (int start = 0; start < text.Length;)
        {
            int length = text.AsSpan(start).IndexOf((byte)'\n');
            lines.Add(ParseLine(text.AsMemory(start, length), lines.Count + 1));
            start += length + 1;
        }

        return lines;
    }

    private static byte[] Inflate(byte[] file)
    {
        try
        {
            using var text = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            byte[] buffer = new byte[64 * 1024];
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                text.Write(buffer, 0, read);
                if (text.Length > MaxInflatedBytes)
                {
                    throw new RedriveException($"it unpacks to more than {MaxInflatedBytes} bytes");
                }
            }

            // GZipStream may take a file that ends too early for a whole one; its trailer says how long the text is.
            bool isWhole = file.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(file.Length - 4)) == (uint)text.Length;
            return isWhole ? text.ToArray() : throw new RedriveException("its gzip is cut off or damaged");
        }
        catch (InvalidDataException exception)
        {
            throw new RedriveException("its gzip is cut off or damaged", exception);
        }
    }

    private static RejectedLine ParseLine(ReadOnlyMemory<byte> json, int number)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement line = document.RootElement;
            return new RejectedLine(
                line.Text("stream"),
                line.Text("shardId"),
                line.Sequence("sequenceNumber"),
                line.GetProperty("line").GetInt64(),
                line.Text("reason"),
                line.TryGetProperty("raw", out _) ? System.Text.Encoding.UTF8.GetBytes(line.Text("raw")) : line.Base64("rawBase64"));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new RedriveException($"it is not a file of rejects: line {number}: {exception.Message.TrimEnd('.')}", exception);
        }
    }
}
