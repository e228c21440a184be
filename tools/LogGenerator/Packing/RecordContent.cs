using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace LogFunctions.LogGenerator.Packing;

/// <summary>The bytes of one record while it is filled. Reused.</summary>
internal interface IRecordContent
{
    /// <summary>Size after one more line, in bytes (before compression).</summary>
    int SizeWith(int lineBytes);

    void Start(ReadOnlySpan<byte> header, string partitionKey);

    void Add(ReadOnlySpan<byte> line);

    byte[] Finish();
}

/// <summary>Lines, each ended by a newline.</summary>
internal sealed class LinesContent : IRecordContent
{
    private readonly ArrayBufferWriter<byte> _bytes = new(PackOptions.TargetRecordBytes + 4096);

    public int SizeWith(int lineBytes) => _bytes.WrittenCount + lineBytes + 1;

    public void Start(ReadOnlySpan<byte> header, string partitionKey)
    {
        _bytes.ResetWrittenCount();
        _bytes.Write(header);
    }

    public void Add(ReadOnlySpan<byte> line)
    {
        _bytes.Write(line);
        _bytes.Write("\n"u8);
    }

    public byte[] Finish() => _bytes.WrittenSpan.ToArray();
}

/// <summary>Lines, each ended by a newline, compressed with gzip at its fastest level.</summary>
internal sealed class GzipContent : IRecordContent
{
    private readonly LinesContent _lines = new();

    public int SizeWith(int lineBytes) => _lines.SizeWith(lineBytes);

    public void Start(ReadOnlySpan<byte> header, string partitionKey) => _lines.Start(header, partitionKey);

    public void Add(ReadOnlySpan<byte> line) => _lines.Add(line);

    public byte[] Finish()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_lines.Finish());
        }

        return compressed.ToArray();
    }
}

/// <summary>
/// KPL aggregate: magic number, protobuf AggregatedRecord { 1 partition_key_table, 3 records { 1 partition_key_index, 3 data } },
/// MD5 of the protobuf. Source: amazon-kinesis-producer, aggregation-format.md. Every line is a user record that ends with a
/// newline (Firehose joins user records without a separator); all have the record's partition key.
/// </summary>
internal sealed class KplContent : IRecordContent
{
    private const int KeyTableTag = (1 << 3) | 2;
    private const int RecordTag = (3 << 3) | 2;
    private const int KeyIndexTag = 1 << 3;
    private const int DataTag = (3 << 3) | 2;
    private const int DigestBytes = 16;

    private static readonly byte[] s_magic = [0xF3, 0x89, 0x9A, 0xC2];

    private readonly ArrayBufferWriter<byte> _bytes = new(PackOptions.TargetRecordBytes + 4096);

    // tag, length of up to 5 bytes; key index tag and 0; data tag, length of up to 5 bytes; newline
    public int SizeWith(int lineBytes) => _bytes.WrittenCount + DigestBytes + lineBytes + 15;

    public void Start(ReadOnlySpan<byte> header, string partitionKey)
    {
        _bytes.ResetWrittenCount();
        _bytes.Write(s_magic);
        byte[] key = Encoding.UTF8.GetBytes(partitionKey);
        WriteVarint(KeyTableTag);
        WriteVarint((uint)key.Length);
        _bytes.Write(key);
        if (!header.IsEmpty)
        {
            // a user record of its own; its last newline is added again
            Add(header[..^1]);
        }
    }

    public void Add(ReadOnlySpan<byte> line)
    {
        uint dataBytes = (uint)line.Length + 1;
        WriteVarint(RecordTag);
        WriteVarint(2 + 1 + VarintBytes(dataBytes) + dataBytes);
        WriteVarint(KeyIndexTag);
        WriteVarint(0);
        WriteVarint(DataTag);
        WriteVarint(dataBytes);
        _bytes.Write(line);
        _bytes.Write("\n"u8);
    }

    public byte[] Finish()
    {
        var record = new byte[_bytes.WrittenCount + DigestBytes];
        _bytes.WrittenSpan.CopyTo(record);
        // The format prescribes MD5 as a checksum; nothing secret depends on it.
#pragma warning disable CA5351
        MD5.HashData(_bytes.WrittenSpan[s_magic.Length..], record.AsSpan(_bytes.WrittenCount));
#pragma warning restore CA5351
        return record;
    }

    private void WriteVarint(uint value)
    {
        Span<byte> target = _bytes.GetSpan(5);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length++] = (byte)value;
        _bytes.Advance(length);
    }

    private static uint VarintBytes(uint value)
    {
        uint length = 1;
        for (; value >= 0x80; value >>= 7)
        {
            length++;
        }

        return length;
    }
}
