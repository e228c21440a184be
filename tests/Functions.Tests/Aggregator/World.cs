using System.Globalization;
using System.IO.Compression;
using System.Text;
using LogFunctions.Aggregator;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>Tables, a clock, a bucket of rejects, and processors over them.</summary>
internal sealed class World : IRejectSink, IBatchMetrics
{
    public const long NoonMs = 1_795_435_200_000;

    public World(AggregatorOptions? options = null)
    {
        Options = options ?? new AggregatorOptions();
        Store = new FaultyStore(new InMemoryWindowStore(Options.Store, Time));
    }

    public AggregatorOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(NoonMs));

    public FaultyStore Store { get; }

    public Dictionary<string, byte[]> RejectFiles { get; } = [];

    public List<BatchResult> Metrics { get; } = [];

    public BatchProcessor Processor(IWindowMetrics? windowMetrics = null) => new(Store, Options, Time, this, this, new Random(1), windowMetrics: windowMetrics);

    public static string Line(long timestampMs = NoonMs, string path = "/a", int status = 200, string region = "eu", double? latencyMs = 1.5) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{timestampMs},\"method\":\"GET\",\"endpoint\":\"{path}\",\"status\":{status},\"region\":\"{region}\",\"bytes\":7")
        + (latencyMs is null ? "}" : string.Create(CultureInfo.InvariantCulture, $",\"rt_ms\":{latencyMs}}}"));

    /// <summary>A record of lines that arrives at noon plus some milliseconds.</summary>
    public static TestRecord Record(int number, long arrivalMs, params IEnumerable<string> lines) =>
        EventText.Record(number, string.Join('\n', lines)) with { ArrivalMs = arrivalMs };

    public static Task<BatchResult> TakeAsync(BatchProcessor processor, params TestRecord[] records) =>
        processor.ProcessAsync(EventText.Usual(records), TestContext.Current.CancellationToken);

    public Task<SweepResult> DrainAsync() => Processor().SweepAsync(drain: true, TestContext.Current.CancellationToken);

    /// <summary>Requests of all rows by value.</summary>
    public Dictionary<string, long> Requests(Dimension dimension, int windowSeconds = 60) => Store.Inner.SnapshotRows()
        .Where(row => row.Dimension == dimension && row.Window.WindowSeconds == windowSeconds)
        .GroupBy(row => row.Value)
        .ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.Cell.Requests));

    public long Lines(int windowSeconds = 60) => Requests(Dimension.All, windowSeconds).Values.Sum() + Requests(Dimension.Reject, windowSeconds).Values.Sum();

    /// <summary>Everything in words: rows added up by window, dimension and value.</summary>
    public string[] Describe() => [.. Store.Inner.SnapshotRows()
        .GroupBy(row => (row.Window, row.Dimension, row.Value))
        .Select(rows =>
        {
            var sum = new Cell();
            foreach (WindowRow row in rows)
            {
                sum.Merge(row.Cell);
            }

            return $"{rows.Key.Window} {rows.Key.Dimension} {rows.Key.Value}: {sum.Requests} {sum.Status2xx} {sum.Status4xx} {sum.StatusOther} {sum.Bytes} "
                + $"{sum.LatencySumUs} {sum.LatencyMinUs} {sum.LatencyMaxUs} {Convert.ToHexString(sum.Latency.ToArray())}";
        })
        .Order(StringComparer.Ordinal)];

    public string[] KeptRejects() => [.. RejectFiles.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file =>
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(file.Value), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    })];

    Task IRejectSink.WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken)
    {
        RejectFiles[key] = gzipNdjson.ToArray();
        return Task.CompletedTask;
    }

    void IBatchMetrics.Write(BatchResult result) => Metrics.Add(result);
}
