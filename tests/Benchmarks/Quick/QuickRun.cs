using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Generator;
using LogFunctions.Benchmarks.Peers;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>What the quick mode runs.</summary>
internal sealed record QuickOptions(int Lines, int Rounds, TimeSpan Slice, string? Filter, string? RealFile)
{
    public const int DefaultLines = 200_000;
    public const int DefaultSliceMs = 50;
}

/// <summary>The scenarios of the quick mode: about a minute for all on one core.</summary>
internal sealed class QuickRun(TextWriter output, QuickOptions options, CancellationToken cancellationToken)
{
    private const int Seed = 7;

    // Few events are enough for the slow handler; its rate does not depend on how many different ones there are.
    private const int DocumentedEvents = 12;

    private readonly InterleavedRunner _runner = new(options.Rounds, options.Slice, cancellationToken);
    private readonly string _realName = options.RealFile is { } file ? $"access log {Path.GetFileName(file)}" : "access log like a public site's, no latency";

    public void Run()
    {
        Events("JSON, 1 line per record, 500 records", LineFormat.Json, 50, new Packing(500, 1, false));
        Events("JSON, 100 lines per record, 190 records (6 MB)", LineFormat.Json, 50, new Packing(190, 100, false));
        Events("JSON, 1 line per record, 7,400 records (6 MB)", LineFormat.Json, 50, new Packing(7_400, 1, false));
        Events("JSON, gzip of 100 lines per record, 50 records", LineFormat.Json, 50, new Packing(50, 100, true));
        Events("JSON, 5,000 endpoints, 1 line per record, 500 records", LineFormat.Json, 5_000, new Packing(500, 1, false));
        Events("JSON, 5,000 endpoints, 100 lines per record, 190 records (6 MB)", LineFormat.Json, 5_000, new Packing(190, 100, false));
        Events("Combined + time, 100 lines per record, 50 records", LineFormat.CombinedTime, 50, new Packing(50, 100, false));
        Events($"Events of {_realName}, 100 lines per record, 50 records", new Packing(50, 100, false), RealLines);
        Events("CloudFront real-time, 100 lines per record, 50 records", LineFormat.CloudFront, 50, new Packing(50, 100, false));
        Events("ALB, 100 lines per record, 50 records", LineFormat.Alb, 50, new Packing(50, 100, false));
        // Half of the endpoints with ids: ours folds them into templates, the peers keep a group for every id. Without: the same work.
        Files("Raw JSON lines", () => Lines(LineFormat.Json, 50));
        Files("Raw JSON lines, no ids in paths: the same groups for all", () => Lines(LineFormat.Json, 50, withIds: false));
        Files("Raw combined + time lines", () => Lines(LineFormat.CombinedTime, 50));
        Files("Raw combined + time lines, no ids in paths: the same groups for all", () => Lines(LineFormat.CombinedTime, 50, withIds: false));
        Files($"Raw {_realName}", RealLines);
        Blobs("Ledger blob: a 'line' of this table is a blob");
        Generator("Generator: lines made on one core");
    }

    private LogCorpus Lines(LineFormat format, int endpoints, bool withIds = true) => LogCorpus.Create(format, options.Lines, endpoints, Seed, withIds);

    private LogCorpus RealLines() => options.RealFile is { } file ? RealLog.Load(file, options.Lines) : RealisticLog.Create(options.Lines, Seed);

    private void Events(string title, LineFormat format, int endpoints, Packing packing) => Events(title, packing, () => Lines(format, endpoints));

    private void Events(string title, Packing packing, Func<LogCorpus> makeLines)
    {
        if (IsFilteredOut(title))
        {
            return;
        }

        LogCorpus lines = makeLines();
        EventCorpus corpus = EventCorpus.Create(title, lines, packing);
        List<Measure> measures =
        [
            Floors.CopyEvents(corpus),
            Floors.DecodeBase64(corpus),
            Ours.WalkEvents(corpus),
            Ours.DecodeEvents(corpus),
            Ours.ReadPayloads(corpus),
            Ours.ParseEvents(corpus),
            Ours.ProcessBatches(corpus),
        ];
        if (lines.Format == LineFormat.Json && !packing.Gzip)
        {
            measures.Add(DocumentedHandler.Measure(corpus, Math.Max(1, DocumentedEvents * 500 / (packing.RecordsPerEvent * packing.LinesPerRecord))));
        }

        ResultTable.Print(output, title, _runner.Run(measures), Floors.Memcpy, DocumentedHandler.Name);
        GC.Collect();
    }

    private void Files(string title, Func<LogCorpus> makeLines)
    {
        if (IsFilteredOut(title))
        {
            return;
        }

        LogCorpus corpus = makeLines();
        string file = Path.Combine(Path.GetTempPath(), $"logfunctions-bench-{Environment.ProcessId}.log");
        try
        {
            File.WriteAllBytes(file, corpus.Bytes.ToArray());
            List<Measure> measures = [Floors.CopyLines(corpus), Floors.ScanNewlines(corpus), Ours.CountFile(corpus, file), DuckDbPeer.Measure(corpus, file)];
            if (MawkPeer.CanRead(corpus.Format))
            {
                measures.Add(MawkPeer.Measure(corpus, file));
            }

            ResultTable.Print(output, title, _runner.Run(measures), Floors.Memcpy, DuckDbPeer.Name);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Blobs(string title)
    {
        if (!IsFilteredOut(title))
        {
            List<Measure> measures = [LedgerBlobs.Encode(60), LedgerBlobs.Encode(2_000), LedgerBlobs.Decode(60), LedgerBlobs.Decode(2_000)];
            ResultTable.Print(output, title, _runner.Run(measures), Floors.Memcpy, DocumentedHandler.Name);
        }
    }

    private void Generator(string title)
    {
        if (!IsFilteredOut(title))
        {
            ResultTable.Print(output, title, _runner.Run(GeneratorBench.Measures(options.Lines)), Floors.Memcpy, DocumentedHandler.Name);
        }
    }

    private bool IsFilteredOut(string title) =>
        options.Filter is { } filter && !title.Contains(filter, StringComparison.OrdinalIgnoreCase);
}
