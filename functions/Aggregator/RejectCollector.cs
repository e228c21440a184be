using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LogFunctions.Core.Parsing;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Gathers the rejected lines of what will be one ledger write into a file of NDJSON:
/// <c>{"reason","stream","shardId","sequenceNumber","line","arrivalMs","raw" | "rawBase64"}</c>. (shardId, sequenceNumber, line)
/// identifies a line for ever, so a reader can drop what it has seen.
/// </summary>
/// <param name="keep">Whether files are written at all; else only samples are logged.</param>
/// <param name="log">Gets one sample per reason and minute.</param>
/// <param name="time">Clock of that minute.</param>
internal sealed class RejectCollector(bool keep, Log log, TimeProvider time)
{
    /// <summary>Raw bytes from which on the batch is written in parts, so that memory stays bounded.</summary>
    private const int MaxBytes = 8 << 20;

    private static readonly TimeSpan s_sampleInterval = TimeSpan.FromMinutes(1);
    private static readonly JsonWriterOptions s_jsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DateTimeOffset[] _nextSample = new DateTimeOffset[RejectReasonNames.Count];
    private readonly ArrayBufferWriter<byte> _lines = new();
    private Utf8JsonWriter? _json;
    private string _start = "";
    private string _key = "";

    public bool IsEmpty => _lines.WrittenCount == 0;

    public bool IsFull => _lines.WrittenCount >= MaxBytes;

    public void Clear() => _lines.Clear();

    public void Add(RejectReason reason, ReadOnlySpan<byte> raw, ShardKey shard, ReadOnlySpan<byte> sequenceNumber, long line, long arrivalMs)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now >= _nextSample[(int)reason])
        {
            _nextSample[(int)reason] = now + s_sampleInterval;
            log.RejectSample(reason, shard, sequenceNumber, line, raw);
        }

        if (keep)
        {
            Write(reason, raw, shard, sequenceNumber, line, arrivalMs);
        }
    }

    /// <summary>Notes where the part starts, of which the file is named: its first new line.</summary>
    public void Begin(ShardKey shard, ReadOnlySpan<byte> firstSequenceNumber, long firstLine, long arrivalMs)
    {
        if (keep)
        {
            DateTimeOffset day = DateTimeOffset.FromUnixTimeMilliseconds(arrivalMs);
            string first = Encoding.ASCII.GetString(firstSequenceNumber);
            _start = string.Create(CultureInfo.InvariantCulture, $"{shard.Stream}/{shard.ShardId}/{day:yyyy'/'MM'/'dd}/{first}-{firstLine}");
        }
    }

    /// <summary>Notes where the part ends.</summary>
    /// <param name="lastSequenceNumber">Its last record.</param>
    /// <param name="lines">Lines of that record that are done.</param>
    public void End(ReadOnlySpan<byte> lastSequenceNumber, long lines)
    {
        // The lines of a part follow from its start and its end, so a key never has two contents. By the start alone an instance
        // that was taken for dead, with a shorter batch, would overwrite the longer file of the one that replaced it.
        if (keep)
        {
            string last = Encoding.ASCII.GetString(lastSequenceNumber);
            _key = string.Create(CultureInfo.InvariantCulture, $"{_start}_{last}-{lines}.ndjson.gz");
        }
    }

    public async Task WriteToAsync(IRejectSink sink, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_lines.WrittenSpan);
        }

        await sink.WriteAsync(_key, file.GetBuffer().AsMemory(0, (int)file.Length), cancellationToken);
    }

    private void Write(RejectReason reason, ReadOnlySpan<byte> raw, ShardKey shard, ReadOnlySpan<byte> sequenceNumber, long line, long arrivalMs)
    {
        _json ??= new Utf8JsonWriter(_lines, s_jsonOptions);
        _json.Reset(_lines);
        _json.WriteStartObject();
        _json.WriteString("reason"u8, reason.Name());
        _json.WriteString("stream"u8, shard.Stream);
        _json.WriteString("shardId"u8, shard.ShardId);
        _json.WriteString("sequenceNumber"u8, sequenceNumber);
        _json.WriteNumber("line"u8, line);
        _json.WriteNumber("arrivalMs"u8, arrivalMs);
        if (Utf8.IsValid(raw))
        {
            _json.WriteString("raw"u8, raw);
        }
        else
        {
            _json.WriteBase64String("rawBase64"u8, raw);
        }

        _json.WriteEndObject();
        _json.Flush();
        _lines.Write("\n"u8);
    }
}
