using System.Diagnostics;
using System.Globalization;
using HdrHistogram;
using LogFunctions.Aggregator;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Scale;

/// <summary>
/// N shards in one process, each with a processor of its own as each has a Lambda environment, over one in-memory store, worked on in turn by
/// two threads. Says what a further shard costs: cache, memory and the store's lock.
/// </summary>
internal sealed class ShardScale(TextWriter output, IReadOnlyList<int> shardCounts, int seconds)
{
    private const int Workers = 2;
    private const int RecordsPerEvent = 500;
    private const int EventsPerShard = 4;
    private const int WarmSeconds = 4;
    private const long MaxLatencyNs = 60_000_000_000;
    private const int Digits = 3;

    public void Run(CancellationToken cancellationToken)
    {
        LogCorpus lines = LogCorpus.Create(LineFormat.Json, RecordsPerEvent * EventsPerShard, 50, seed: 7);
        EventCorpus corpus = EventCorpus.Create("scale", lines, new Packing(RecordsPerEvent, 1, false));
        Measure(2, WarmSeconds, corpus, cancellationToken); // compiles the hot code, with what it learnt of it
        output.WriteLine($"N shards in one process, batches of {RecordsPerEvent} lines, one in-memory store, {Workers} threads, {seconds} s each.\n");
        output.WriteLine("| shards | M lines/s | batch ms p50 | p99 | max | KiB per shard |");
        output.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (int shards in shardCounts)
        {
            (double linesPerSecond, HistogramBase latencies, double bytesPerShard) = Measure(shards, seconds, corpus, cancellationToken);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {shards} | {linesPerSecond / 1e6:0.00} | {Ms(latencies, 50):0.000} | {Ms(latencies, 99):0.000} | {Ms(latencies, 100):0.0} | {bytesPerShard / 1024:0} |"));
        }
    }

    private static (double LinesPerSecond, HistogramBase Latencies, double BytesPerShard) Measure(int shards, int seconds, EventCorpus corpus, CancellationToken cancellationToken)
    {
        var store = new ResettableStore();
        LiveEvents[] traffic = [.. Enumerable.Range(0, shards).Select(shard => LiveEvents.Create(corpus, shard))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        BatchProcessor[] processors = [.. traffic.Select((_, shard) => new BatchProcessor(
            store, new AggregatorOptions(), TimeProvider.System, Ours.NoMetrics.Instance, rejects: null, new Random(shard)))];
        // No further threads than shards: the batches of a shard come one after the other.
        Worker[] workers = [.. Enumerable.Range(0, Math.Min(Workers, shards)).Select(_ => new Worker())];
        Thread[] threads = [.. workers.Select((worker, first) => new Thread(() => worker.Run(processors, traffic, first, workers.Length, seconds, cancellationToken)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        cancellationToken.ThrowIfCancellationRequested();
        store.Reset(); // the rows are the table's, not the function's
        double bytesPerShard = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)shards;
        GC.KeepAlive(processors);
        GC.KeepAlive(traffic);
        var all = new LongHistogram(MaxLatencyNs, Digits);
        foreach (Worker worker in workers)
        {
            all.Add(worker.Latencies);
        }

        return (workers.Sum(worker => worker.LinesPerSecond), all, bytesPerShard);
    }

    private static double Ms(HistogramBase latencies, double percentile) => latencies.GetValueAtPercentile(percentile) / 1e6;

    /// <summary>One thread and the shards that are its turn: every <c>step</c>-th.</summary>
    private sealed class Worker
    {
        public LongHistogram Latencies { get; } = new(MaxLatencyNs, Digits);

        /// <summary>Lines per second in which batches were processed; making the next event ready does not count.</summary>
        public double LinesPerSecond { get; private set; }

        public void Run(BatchProcessor[] processors, LiveEvents[] traffic, int first, int step, int seconds, CancellationToken cancellationToken)
        {
            long lines = 0;
            long busyTicks = 0;
            long started = Stopwatch.GetTimestamp();
            for (int shard = first; Stopwatch.GetElapsedTime(started).TotalSeconds < seconds && !cancellationToken.IsCancellationRequested; shard += step)
            {
                shard = shard < processors.Length ? shard : first;
                byte[] kinesisEvent = traffic[shard].Next();
                long begin = Stopwatch.GetTimestamp();
                Task<BatchResult> batch = processors[shard].ProcessAsync(kinesisEvent, cancellationToken);
                long ticks = Stopwatch.GetTimestamp() - begin;
                BatchResult result = batch.GetAwaiter().GetResult(); // complete: the store is memory
                if (result is not { LinesAccepted: RecordsPerEvent, LinesLate: 0 })
                {
                    throw new InvalidOperationException($"A batch of {RecordsPerEvent} lines was counted as {result}.");
                }

                lines += result.LinesAccepted;
                busyTicks += ticks;
                Latencies.RecordValue((long)(ticks * (1e9 / Stopwatch.Frequency)));
            }

            LinesPerSecond = lines / (busyTicks / (double)Stopwatch.Frequency);
        }
    }
}
