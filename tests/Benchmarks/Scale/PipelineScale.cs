using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Amazon.Kinesis;
using HdrHistogram;
using LogFunctions.Benchmarks.ColdStart;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.LocalCloud;

namespace LogFunctions.Benchmarks.Scale;

/// <summary>
/// The whole pipeline on this machine for a number of shards: emulators, event source and the function as it is deployed. Lines go in at full
/// speed for a while; the clock stops when all are in the ledgers. Who used the processors says what bounds it.
/// </summary>
internal sealed class PipelineScale(TextWriter output, TextWriter progress, IReadOnlyList<int> shardCounts, int seconds)
{
    /// <summary>More only divides what the emulators can do.</summary>
    public const int MaxShards = 8;

    private const string Aggregator = "AggregatorFunction";
    private const int CorpusLines = 50_000;
    private const long MaxBatchUs = 600_000_000;
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromMinutes(2);
    private static readonly string[] s_parts = ["kinesalite", "dynalite", "functions", "bench"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        StartVariant function = await new PublishedFunctions(progress, cancellationToken).NativeAsync();
        LogCorpus lines = LogCorpus.Create(LineFormat.Json, CorpusLines, 50, seed: 7);
        await output.WriteLineAsync($"\nThe whole pipeline on this machine, records of 100 JSON lines sent for {seconds} s; the function is Native AOT, \"bench\" sends and plays Lambda.\n");
        await output.WriteLineAsync($"| shards | k lines/s | batches | batch ms p50 | p99 | CPU s: {string.Join(" | ", s_parts)} | |");
        await output.WriteLineAsync($"| ---: | ---: | ---: | ---: | ---: |{string.Concat(s_parts.Select(_ => " ---: |"))} --- |");
        foreach (int shards in shardCounts)
        {
            await progress.WriteLineAsync($"pipeline with {shards} shards");
            await output.WriteLineAsync(await MeasureAsync(shards, function, lines, cancellationToken));
        }
    }

    private async Task<string> MeasureAsync(int shards, StartVariant function, LogCorpus lines, CancellationToken cancellationToken)
    {
        var options = new LocalCloudOptions
        {
            Shards = shards,
            FunctionCommands = new Dictionary<string, IReadOnlyList<string>> { [Aggregator] = [function.FileName, .. function.Arguments] },
        };
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(options, new SilentLog(progress), cancellationToken);
        var batches = new ConcurrentQueue<double>();
        host.Metrics.ValueAdded += (metric, value) => Note(batches, metric, value);
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        var sender = new PipelineSender(kinesis, host.StreamName, lines);
        Dictionary<string, double> before = CpuShares.Read();
        long started = Stopwatch.GetTimestamp();
        long sent = await sender.SendAsync(TimeSpan.FromSeconds(seconds), cancellationToken);
        await host.WaitUntilDrainedAsync(cancellationToken).WaitAsync(s_drainLimit, cancellationToken);
        double wallSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Dictionary<string, double> used = CpuShares.Between(before, CpuShares.Read());
        var latencies = new LongHistogram(MaxBatchUs, 3);
        foreach (double milliseconds in batches)
        {
            latencies.RecordValue((long)(milliseconds * 1000));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {shards} | {sent / wallSeconds / 1000:0} | {latencies.TotalCount} | {latencies.GetValueAtPercentile(50) / 1000.0:0.0} | {latencies.GetValueAtPercentile(99) / 1000.0:0.0} | ")
            + string.Join(" | ", s_parts.Select(part => used.GetValueOrDefault(part).ToString("0.0", CultureInfo.InvariantCulture)))
            + $" | {CpuShares.Verdict(used, wallSeconds)} |";
    }

    private static void Note(ConcurrentQueue<double> batches, MetricKey metric, double value)
    {
        if (metric is { Name: "BatchMs", Dimensions: "" })
        {
            batches.Enqueue(value);
        }
    }

    // Only what a reader of the table must know.
    private sealed class SilentLog(TextWriter progress) : ILocalCloudLog
    {
        public void Info(string message)
        {
        }

        public void Warning(string message) => progress.WriteLine(message);

        public void Error(string message) => progress.WriteLine(message);

        public void FunctionOutput(string functionLogicalId, string line)
        {
        }
    }
}
