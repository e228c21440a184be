using System.Runtime.CompilerServices;
using LogFunctions.Aggregator;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Windows;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>Our code by scope: each scope contains the ones before it, so that the differences say where the time goes.</summary>
internal static class Ours
{
    public const string WholeBatch = "ours: whole batch, in-memory store";
    public const string RawFile = "ours: raw lines to windows";

    private const ulong HashSeed = 0x9E3779B97F4A7C15;

    /// <summary>Finding the records of the events and their fields.</summary>
    public static Measure WalkEvents(EventCorpus corpus)
    {
        var reader = new KinesisEventReader();
        return ForEvents("ours: event walk", corpus, bytes =>
        {
            reader.Start(bytes);
            int records = 0;
            for (; !reader.AtEnd; reader.MoveNext())
            {
                records++;
            }

            return records;
        }, corpus.Payloads.Sum(p => p.Length));
    }

    /// <summary>The same, and the base64 of every record decoded.</summary>
    public static Measure DecodeEvents(EventCorpus corpus)
    {
        var reader = new KinesisEventReader();
        return ForEvents("ours: + base64", corpus, bytes =>
        {
            reader.Start(bytes);
            int records = 0;
            for (; !reader.AtEnd; reader.MoveNext())
            {
                records += reader.DecodeData().IsEmpty ? 0 : 1;
            }

            return records;
        }, corpus.Payloads.Sum(p => p.Length));
    }

    /// <summary>The same, and payloads opened and split into lines.</summary>
    public static Measure ReadPayloads(EventCorpus corpus)
    {
        var reader = new KinesisEventReader();
        var payloads = new PayloadReader(new PayloadOptions());
        return ForEvents("ours: + payload to lines", corpus, bytes =>
        {
            var sink = new CountingSink();
            reader.Start(bytes);
            for (; !reader.AtEnd; reader.MoveNext())
            {
                payloads.Read(reader.DecodeData(), reader.ArrivalMs, ref sink);
            }

            return sink.Lines;
        }, corpus.LineCount);
    }

    /// <summary>The same, and every line parsed.</summary>
    public static Measure ParseEvents(EventCorpus corpus)
    {
        var reader = new KinesisEventReader();
        var payloads = new PayloadReader(new PayloadOptions());
        var parser = new LineParser(new ParserOptions());
        return ForEvents("ours: + parse", corpus, bytes =>
        {
            var sink = new ParsingSink(parser);
            reader.Start(bytes);
            for (; !reader.AtEnd; reader.MoveNext())
            {
                payloads.Read(reader.DecodeData(), reader.ArrivalMs, ref sink);
            }

            return sink.Accepted;
        }, corpus.LineCount);
    }

    /// <summary>
    /// Everything the function does with a batch: all dimensions, both window sizes, sketches, templating, freezing, ledger encoding and its
    /// conditional write, rows published, over the in-memory store. Each pass is a new shard of the same running function.
    /// </summary>
    public static Measure ProcessBatches(EventCorpus corpus)
    {
        var store = new ResettableStore();
        var processor = new BatchProcessor(
            store, new AggregatorOptions(), TimeProvider.System, NoMetrics.Instance, rejects: null, new Random(1));
        return new Measure(WholeBatch, corpus.LineCount, corpus.EventBytes, () =>
        {
            long accepted = 0;
            foreach (byte[] bytes in corpus.Events)
            {
                Task<BatchResult> result = processor.ProcessAsync(bytes, CancellationToken.None);
                accepted += result.IsCompletedSuccessfully
                    ? result.Result.LinesAccepted
                    : throw new InvalidOperationException($"The batch did not succeed at once: {result.Exception}");
            }

            Check(WholeBatch, accepted, corpus.LineCount);
        }, () =>
        {
            // What the last pass left open is frozen, so that its memory serves this one: a shard that goes on would freeze it by itself.
            processor.SweepAsync(drain: true, CancellationToken.None).GetAwaiter().GetResult();
            store.Reset();
            corpus.MoveToNextShard();
        }, corpus.Events.Length);
    }

    /// <summary>
    /// Raw lines to counted windows in a ledger, with freezing: no event, no base64. What DuckDB and mawk are compared with.
    /// The windows of one pass are added up beforehand: lines and bytes must be the truth, as the peers' are.
    /// </summary>
    public static Measure CountFile(LogCorpus corpus, string file)
    {
        var reader = new RawFileReader(file);
        Cell total = Total(CountLines(reader));
        Check(RawFile, total.Requests, corpus.LineCount);
        Check(RawFile + ": response bytes", total.Bytes, corpus.ResponseBytes);
        return new Measure(RawFile, corpus.LineCount, corpus.Bytes.Length, () => CountLines(reader));
    }

    private static ShardLedger CountLines(RawFileReader reader)
    {
        var options = new LedgerOptions { LimitBytes = 100 * 1024 * 1024 };
        var templater = new EndpointTemplater(new EndpointOptions());
        var ledger = new ShardLedger(new LedgerContext(options, templater.Write, HashSeed, templater.IdsAreAlike));
        var payloads = new PayloadReader(new PayloadOptions());
        var sink = new LedgerSink(new LineParser(new ParserOptions()), ledger);
        reader.Read(chunk =>
        {
            ledger.ObserveArrival(long.MaxValue / 4);
            payloads.Read(chunk, 0, ref sink);
            ledger.FreezePassed(0);
        });
        return ledger;
    }

    private static Cell Total(ShardLedger ledger)
    {
        ledger.FreezeAll(0);
        var total = new Cell();
        foreach (Segment segment in ledger.Outbox.Where(segment => segment.Window.WindowSeconds == 60))
        {
            total.Merge(segment.Cells[0].Cell);
        }

        return total;
    }

    private static Measure ForEvents(string name, EventCorpus corpus, Func<byte[], long> handle, long expected) =>
        new(name, corpus.LineCount, corpus.EventBytes, () =>
        {
            long found = 0;
            foreach (byte[] bytes in corpus.Events)
            {
                found += handle(bytes);
            }

            Check(name, found, expected);
        }, Requests: corpus.Events.Length);

    private static void Check(string name, long found, long expected)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{name} counted {found}, expected {expected}.");
        }
    }

    internal sealed class NoMetrics : IBatchMetrics
    {
        public static readonly NoMetrics Instance = new();

        public void Write(BatchResult result)
        {
        }
    }

    private struct CountingSink : ILineSink
    {
        public long Lines;

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => Lines++;

        public readonly int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
        {
        }

        public readonly void OnDirective(ReadOnlySpan<byte> directive)
        {
        }
    }

    private readonly struct LedgerTaker(ShardLedger ledger) : IRecordTaker
    {
        public bool OnRecord(scoped in LogRecord record)
        {
            ledger.Count(in record);
            return true;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        {
            taken = records.Length;
            ledger.Count(text, records);
            return true;
        }
    }

    private struct LedgerSink(LineParser parser, ShardLedger ledger) : ILineSink
    {
        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            Unsafe.SkipInit(out LogRecord record);
            if (parser.Parse(line, fallbackTimestampMs, ref record) == RejectReason.None)
            {
                ledger.Count(in record);
            }
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            var taker = new LedgerTaker(ledger);
            return parser.ParseText(text, fallbackTimestampMs, ref taker);
        }

        public readonly void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
        {
        }

        public readonly void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
    }
}
