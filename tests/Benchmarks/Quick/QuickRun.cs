using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Generator;
using LogFunctions.Benchmarks.Peers;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>The scenarios of the quick mode: about a minute for all on one core.</summary>
internal sealed class QuickRun(TextWriter output, int lines, int rounds, TimeSpan slice, string? filter, CancellationToken cancellationToken)
{
    private const int Seed = 7;

    // Few events are enough for the slow handler; its rate does not depend on how many different ones there are.
    private const int DocumentedEvents = 12;

    private readonly InterleavedRunner _runner = new(rounds, slice, cancellationToken);

    public void Run()
    {
        Events("JSON, 1 line per record, 500 records", LineFormat.Json, 50, new Packing(500, 1, false));
        Events("JSON, 100 lines per record, 190 records (6 MB)", LineFormat.Json, 50, new Packing(190, 100, false));
        Events("JSON, 1 line per record, 7,400 records (6 MB)", LineFormat.Json, 50, new Packing(7_400, 1, false));
        Events("JSON, gzip of 100 lines per record, 50 records", LineFormat.Json, 50, new Packing(50, 100, true));
        Events("JSON, 5,000 endpoints, 1 line per record, 500 records", LineFormat.Json, 5_000, new Packing(500, 1, false));
        Events("Combined + time, 100 lines per record, 50 records", LineFormat.CombinedTime, 50, new Packing(50, 100, false));
        Events("CloudFront real-time, 100 lines per record, 50 records", LineFormat.CloudFront, 50, new Packing(50, 100, false));
        Events("ALB, 100 lines per record, 50 records", LineFormat.Alb, 50, new Packing(50, 100, false));
        Files("Raw JSON lines", LineFormat.Json);
        Files("Raw combined + time lines", LineFormat.CombinedTime);
        Blobs("Ledger blob: a 'line' of this table is a blob");
        Generator("Generator: lines made on one core");
    }

    private void Events(string title, LineFormat format, int endpoints, Packing packing)
    {
        if (IsFilteredOut(title))
        {
            return;
        }

        EventCorpus corpus = EventCorpus.Create(title, LogCorpus.Create(format, lines, endpoints, Seed), packing);
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
        if (format == LineFormat.Json && !packing.Gzip)
        {
            measures.Add(DocumentedHandler.Measure(corpus, Math.Max(1, DocumentedEvents * 500 / (packing.RecordsPerEvent * packing.LinesPerRecord))));
        }

        ResultTable.Print(output, title, _runner.Run(measures), Floors.Memcpy, DocumentedHandler.Name);
        GC.Collect();
    }

    private void Files(string title, LineFormat format)
    {
        if (IsFilteredOut(title))
        {
            return;
        }

        LogCorpus corpus = LogCorpus.Create(format, lines, 50, Seed);
        string file = Path.Combine(Path.GetTempPath(), $"logfunctions-bench-{Environment.ProcessId}.log");
        try
        {
            File.WriteAllBytes(file, corpus.Bytes.ToArray());
            List<Measure> measures = [Floors.CopyLines(corpus), Floors.ScanNewlines(corpus), Ours.CountFile(corpus, file), DuckDbPeer.Measure(corpus, file)];
            if (format == LineFormat.CombinedTime && MawkPeer.IsInstalled)
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
            ResultTable.Print(output, title, _runner.Run(GeneratorBench.Measures(lines)), Floors.Memcpy, DocumentedHandler.Name);
        }
    }

    private bool IsFilteredOut(string title) => filter is not null && !title.Contains(filter, StringComparison.OrdinalIgnoreCase);
}
