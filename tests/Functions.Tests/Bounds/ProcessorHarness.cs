using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using LogFunctions.Aggregator;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Streams;
using LogFunctions.WindowStore;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>A processor, or several, over tables in memory, with a clock that stands still and a bucket of rejects.</summary>
internal sealed class ProcessorHarness : IRejectSink, IBatchMetrics
{
    public const string ShardId = "shardId-000000000000";
    public const long StartMs = 1_795_426_200_000; // 2026-11-23T09:30:00Z

    private static readonly BigInteger s_firstNumber = BigInteger.Parse("49590338271490256608559692538361571095921575989136588898", CultureInfo.InvariantCulture);

    private BigInteger _lastNumber = s_firstNumber;

    public ProcessorHarness(AggregatorOptions? options = null)
    {
        Options = options ?? new AggregatorOptions();
        Rows = new InMemoryWindowStore(Options.Store, Clock);
        Store = Rows;
    }

    public AggregatorOptions Options { get; }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(StartMs));

    public InMemoryWindowStore Rows { get; }

    /// <summary>What processors see; the tables unless a test puts something before them.</summary>
    public IWindowStore Store { get; set; }

    /// <summary>Key -> gzip NDJSON.</summary>
    public Dictionary<string, byte[]> RejectFiles { get; } = [];

    /// <summary>Results of all batches.</summary>
    public List<BatchResult> Results { get; } = [];

    public BatchProcessor NewProcessor() => new(Store, Options, Clock, this, this, new Random(1));

    /// <summary>A record of some lines, behind all records before.</summary>
    public SimRecord NewRecord(params IEnumerable<string> lines) => NewRecord(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    /// <summary>A record of any bytes.</summary>
    public SimRecord NewRecord(byte[] data) =>
        new("web-logs", ShardId, (++_lastNumber).ToString(CultureInfo.InvariantCulture), StartMs, [], data);

    /// <summary>An event of records.</summary>
    public static ReadOnlyMemory<byte> EventOf(params IReadOnlyList<SimRecord> records) => new Batch(ShardId, records).ToEventJson();

    /// <summary>A good line.</summary>
    public static string Line(string path = "/", long timestampMs = StartMs, string region = "eu-west-1", int status = 200) =>
        $"{{\"ts\":{timestampMs},\"region\":\"{region}\",\"method\":\"GET\",\"endpoint\":\"{path}\",\"status\":{status},\"bytes\":10,\"rt_ms\":12.5}}";

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>Requests in the rows of one window size and dimension, by value.</summary>
    public Dictionary<string, long> Requests(Dimension dimension, int windowSeconds = 60) => Rows.SnapshotRows()
        .Where(row => row.Dimension == dimension && row.Window.WindowSeconds == windowSeconds)
        .GroupBy(row => row.Value)
        .ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.Cell.Requests));

    /// <summary>The NDJSON lines of all reject files.</summary>
    public string[] KeptRejects() => [.. RejectFiles.Values.SelectMany(file =>
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    })];

    Task IRejectSink.WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken)
    {
        RejectFiles[key] = gzipNdjson.ToArray();
        return Task.CompletedTask;
    }

    void IBatchMetrics.Write(BatchResult result) => Results.Add(result);
}
