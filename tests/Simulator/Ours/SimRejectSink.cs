using System.IO.Compression;
using System.Text.Json;
using LogFunctions.Aggregator;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Ours;

/// <summary>The bucket of rejected lines as all instances share it: the last file put under a key is what stays.</summary>
internal sealed class RejectBucket
{
    private readonly Dictionary<string, byte[]> _files = [];

    /// <summary>Puts a file.</summary>
    public bool Put(string key, byte[] gzipNdjson)
    {
        _files[key] = gzipNdjson;
        return true;
    }

    /// <summary>The first bad line that no file holds, in words; null when all are kept.</summary>
    public string? FindLost(SimStream stream)
    {
        HashSet<(string, string, string, long)>? kept = null;
        foreach (SimRecord record in stream.Records)
        {
            for (int line = 0; line < record.MustCount.Count(); line++)
            {
                if (record.Lines[line].RejectReason is not null && !(kept ??= ReadAll()).Contains((record.Stream, record.ShardId, record.SequenceNumber, line)))
                {
                    return $"line {line} of record {record.SequenceNumber} of {record.ShardId} was rejected and is in no file of the rejects bucket";
                }
            }
        }

        return null;
    }

    private HashSet<(string Stream, string ShardId, string SequenceNumber, long Line)> ReadAll()
    {
        HashSet<(string, string, string, long)> kept = [];
        foreach (byte[] file in _files.Values)
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } json)
            {
                using JsonDocument reject = JsonDocument.Parse(json);
                JsonElement root = reject.RootElement;
                kept.Add((root.GetProperty("stream").GetString()!, root.GetProperty("shardId").GetString()!, root.GetProperty("sequenceNumber").GetString()!, root.GetProperty("line").GetInt64()));
            }
        }

        return kept;
    }
}

/// <summary>The rejects bucket as one instance sees it.</summary>
internal sealed class SimRejectSink(OperationGate gate, RejectBucket bucket) : IRejectSink
{
    /// <inheritdoc/>
    public Task WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken)
    {
        byte[] sent = gzipNdjson.ToArray();
        return gate.WriteAsync(() => $"keep rejects as {key}", () => bucket.Put(key, sent), cancellationToken);
    }
}
