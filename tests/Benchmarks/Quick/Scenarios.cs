using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Generator;
using LogFunctions.Benchmarks.Peers;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>The scenarios of the quick mode.</summary>
/// <param name="lineCount">Lines of a corpus.</param>
/// <param name="realFile">A real log, or null for one made up after a public site's.</param>
internal sealed class Scenarios(int lineCount, string? realFile)
{
    private const int Seed = 7;

    // Few events are enough for the slow handler; its rate does not depend on how many different ones there are.
    private const int DocumentedEvents = 12;

    private readonly string _realName = realFile is not null ? $"access log {Path.GetFileName(realFile)}" : "access log like a public site's, no latency";

    public IReadOnlyList<Scenario> All() =>
    [
        Events("JSON, 1 line per record, 500 records", LineFormat.Json, 50, new Packing(500, 1, false)) with { IsPromised = true },
        Events("JSON, 100 lines per record, 190 records (6 MB)", LineFormat.Json, 50, new Packing(190, 100, false)) with { IsPromised = true },
        Events("JSON, 1 line per record, 7,400 records (6 MB)", LineFormat.Json, 50, new Packing(7_400, 1, false)),
        Events("JSON, gzip of 100 lines per record, 50 records", LineFormat.Json, 50, new Packing(50, 100, true)),
        Events("JSON, 5,000 endpoints, 1 line per record, 500 records", LineFormat.Json, 5_000, new Packing(500, 1, false)),
        Events("JSON, 5,000 endpoints, 100 lines per record, 190 records (6 MB)", LineFormat.Json, 5_000, new Packing(190, 100, false)),
        Events("Nested JSON (Caddy), 100 lines per record, 50 records", LineFormat.NestedJson, 50, new Packing(50, 100, false)),
        Events("JSON in JSON (Docker), 100 lines per record, 50 records", LineFormat.JsonInJson, 50, new Packing(50, 100, false)),
        Events("Combined in JSON (Docker), 100 lines per record, 50 records", LineFormat.CombinedInJson, 50, new Packing(50, 100, false)),
        Events("Combined + time, 100 lines per record, 50 records", LineFormat.CombinedTime, 50, new Packing(50, 100, false)),
        Events($"Events of {_realName}, 100 lines per record, 50 records", new Packing(50, 100, false), isJson: false, RealLines),
        Events("CloudFront real-time, 100 lines per record, 50 records", LineFormat.CloudFront, 50, new Packing(50, 100, false)),
        Events("ALB, 100 lines per record, 50 records", LineFormat.Alb, 50, new Packing(50, 100, false)),
        // Half of the endpoints with ids: ours folds them into templates, the peers keep a group for every id. Without: the same work.
        Files("Raw JSON lines", () => Lines(LineFormat.Json, 50)),
        Files("Raw JSON lines, no ids in paths: the same groups for all", () => Lines(LineFormat.Json, 50, withIds: false)) with { IsPromised = true },
        Files("Raw combined + time lines", () => Lines(LineFormat.CombinedTime, 50)),
        Files("Raw combined + time lines, no ids in paths: the same groups for all", () => Lines(LineFormat.CombinedTime, 50, withIds: false)) with { IsPromised = true },
        Files($"Raw {_realName}", RealLines) with { IsPromised = true },
        new(
            "Ledger blob: a 'line' of this table is a blob",
            DocumentedHandler.Name,
            _ => [LedgerBlobs.Encode(60), LedgerBlobs.Encode(2_000), LedgerBlobs.Decode(60), LedgerBlobs.Decode(2_000)]),
        new("Parsing alone, every format: the same requests", ParseBench.BuiltIn, _ => ParseBench.Measures(lineCount)),
        new("Generator: lines made on one core", DocumentedHandler.Name, _ => GeneratorBench.Measures(lineCount)),
    ];

    private LogCorpus Lines(LineFormat format, int endpoints, bool withIds = true) => LogCorpus.Create(format, lineCount, endpoints, Seed, withIds);

    private LogCorpus RealLines() => realFile is not null ? RealLog.Load(realFile, lineCount) : RealisticLog.Create(lineCount, Seed);

    private Scenario Events(string title, LineFormat format, int endpoints, Packing packing) =>
        Events(title, packing, format == LineFormat.Json, () => Lines(format, endpoints));

    private static Scenario Events(string title, Packing packing, bool isJson, Func<LogCorpus> makeLines)
    {
        EventCorpus Corpus() => EventCorpus.Create(title, makeLines(), packing);
        int documentedEvents = Math.Max(1, DocumentedEvents * 500 / (packing.RecordsPerEvent * packing.LinesPerRecord));
        return new Scenario(
            title,
            DocumentedHandler.Name,
            _ => OfEvents(Corpus()),
            isJson && !packing.Gzip ? _ => [DocumentedHandler.Measure(Corpus(), documentedEvents)] : null);
    }

    private static IReadOnlyList<Measure> OfEvents(EventCorpus corpus) =>
    [
        Floors.CopyEvents(corpus),
        Floors.DecodeBase64(corpus),
        Ours.WalkEvents(corpus),
        Ours.DecodeEvents(corpus),
        Ours.ReadPayloads(corpus),
        Ours.ParseEvents(corpus),
        Ours.ProcessBatches(corpus),
    ];

    private static Scenario Files(string title, Func<LogCorpus> makeLines) => new(
        title,
        DuckDbPeer.Name,
        folder =>
        {
            LogCorpus corpus = makeLines();
            return [Floors.CopyLines(corpus), Floors.ScanNewlines(corpus), Ours.CountFile(corpus, Write(corpus, folder, "ours.log"))];
        },
        folder =>
        {
            LogCorpus corpus = makeLines();
            string file = Write(corpus, folder, "peers.log");
            return MawkPeer.CanRead(corpus.Format) ? [DuckDbPeer.Measure(corpus, file), MawkPeer.Measure(corpus, file)] : [DuckDbPeer.Measure(corpus, file)];
        });

    private static string Write(LogCorpus corpus, string folder, string name)
    {
        string file = Path.Combine(folder, name);
        File.WriteAllBytes(file, corpus.Bytes.ToArray());
        return file;
    }
}
