using LogFunctions.Benchmarks.Quick;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Traffic;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Benchmarks.Generator;

/// <summary>
/// How fast one producer makes lines, on one core: rendering alone, with the truth counted, written to a file, packed. The
/// promise is a million lines/s to null, standard output or a file.
/// </summary>
internal static class GeneratorBench
{
    private const long StartMs = 1_795_460_400_000;
    private const double LinesPerSecond = 200_000;

    /// <summary>All measures; each makes about <paramref name="lines"/> lines per run.</summary>
    public static IReadOnlyList<Measure> Measures(int lines) =>
    [
        Render("generate JSON", lines, "json"),
        Render("generate nginx", lines, "nginx"),
        Render("generate ALB", lines, "alb"),
        Render("generate CloudFront real-time", lines, "cloudfront"),
        WithTruth("generate JSON, count the truth", lines, "json"),
        ToFile("generate JSON into a file", lines, "json"),
        Pack("generate JSON, pack lines", lines, PackKind.Lines),
        Pack("generate JSON, pack KPL", lines, PackKind.Kpl),
        Pack("generate JSON, pack gzip", lines, PackKind.Gzip),
    ];

    private static Measure Render(string name, int lines, string format)
    {
        var work = new Work(lines, format);
        return work.ToMeasure(name, static (_, _) => { });
    }

    private static Measure WithTruth(string name, int lines, string format)
    {
        var work = new Work(lines, format);
        TruthRecorder? recorder = null;
        return work.ToMeasure(
            name,
            (block, batch) => recorder!.Record(block, batch),
            prepare: () => recorder = new TruthRecorder(new TruthBook(work.Model, [format], [60, 3600], producers: 1), producer: 0));
    }

    private static Measure ToFile(string name, int lines, string format)
    {
        var work = new Work(lines, format);
        // Unlinked at exit by the system; a benchmark of the disk is not wanted, so the file is rewritten in place.
        var file = new FileStream(Path.GetTempFileName(), new FileStreamOptions { Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.DeleteOnClose });
        return work.ToMeasure(name, (_, batch) => file.Write(batch.Bytes.Span), prepare: () => file.Position = 0);
    }

    private static Measure Pack(string name, int lines, PackKind kind)
    {
        var work = new Work(lines, "json");
        var packer = new RecordPacker(new PackOptions { Kind = kind }, header: default, seed: 1);
        var records = new List<PackedRecord>();
        return work.ToMeasure(name, (_, batch) =>
        {
            packer.Add(batch, records);
            records.Clear();
        });
    }

    /// <summary>The blocks of a schedule, and what renders them.</summary>
    private sealed class Work
    {
        private readonly LineSource _source;
        private readonly LineBatch _batch = new();
        private readonly List<Block> _blocks = [];

        public Work(int lines, string format)
        {
            TrafficProfile steady = BuiltInProfiles.Get("steady");
            TrafficProfile profile = steady with { Rate = steady.Rate with { LinesPerSecond = LinesPerSecond } };
            Model = new TrafficModel(profile, seed: 1);
            _source = new LineSource(Model, [format], StartMs);
            var schedule = new Schedule(_ => LinesPerSecond, double.PositiveInfinity, StartMs, slotMs: 100, new RunLimits(Lines: lines));
            while (schedule.TryNext(out Block block))
            {
                _blocks.Add(block);
            }
        }

        public TrafficModel Model { get; }

        public Measure ToMeasure(string name, Action<Block, LineBatch> use, Action? prepare = null)
        {
            long bytes = 0;
            foreach (Block block in _blocks)
            {
                _source.Render(block, _batch);
                bytes += _batch.ByteCount;
            }

            return new Measure(name, _blocks.Sum(block => (long)block.Count), bytes, Run, prepare, Requests: _blocks.Count);

            void Run()
            {
                foreach (Block block in _blocks)
                {
                    _source.Render(block, _batch);
                    use(block, _batch);
                }
            }
        }
    }
}
