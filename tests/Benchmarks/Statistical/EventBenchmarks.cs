using BenchmarkDotNet.Attributes;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Statistical;

/// <summary>
/// The scopes of the quick mode under BenchmarkDotNet. Every format and packing has the same number of lines, so that times are per line;
/// the documented handler reads JSON, and is measured on the same traffic written as JSON beside the other formats.
/// </summary>
[MemoryDiagnoser]
public class EventBenchmarks
{
    private const int Lines = 50_000;

    private Measure _measure = null!;

    [Params("Json", "CombinedTime", "Combined", "CloudFront", "Alb")]
    public string Format { get; set; } = "";

    /// <summary>Records x lines per record of an event.</summary>
    [Params("500 x 1", "50 x 100")]
    public string Packing { get; set; } = "";

    [GlobalSetup(Target = nameof(Memcpy))]
    public void SetUpMemcpy() => _measure = Floors.CopyEvents(Corpus());

    [GlobalSetup(Target = nameof(EventWalk))]
    public void SetUpEventWalk() => _measure = Ours.WalkEvents(Corpus());

    [GlobalSetup(Target = nameof(Decode))]
    public void SetUpDecode() => _measure = Ours.DecodeEvents(Corpus());

    [GlobalSetup(Target = nameof(PayloadToLines))]
    public void SetUpPayloadToLines() => _measure = Ours.ReadPayloads(Corpus());

    [GlobalSetup(Target = nameof(Parse))]
    public void SetUpParse() => _measure = Ours.ParseEvents(Corpus());

    [GlobalSetup(Target = nameof(WholeBatch))]
    public void SetUpWholeBatch() => _measure = Ours.ProcessBatches(Corpus());

    [GlobalSetup(Target = nameof(DocumentedHandler))]
    public void SetUpDocumentedHandler() => _measure = Peers.DocumentedHandler.Measure(Corpus(nameof(LineFormat.Json)), int.MaxValue);

    [Benchmark(Baseline = true, OperationsPerInvoke = Lines)]
    public void DocumentedHandler() => RunOnce();

    [Benchmark(OperationsPerInvoke = Lines)]
    public void Memcpy() => RunOnce();

    [Benchmark(OperationsPerInvoke = Lines)]
    public void EventWalk() => RunOnce();

    [Benchmark(OperationsPerInvoke = Lines)]
    public void Decode() => RunOnce();

    [Benchmark(OperationsPerInvoke = Lines)]
    public void PayloadToLines() => RunOnce();

    [Benchmark(OperationsPerInvoke = Lines)]
    public void Parse() => RunOnce();

    /// <summary>With its preparation (an emptied store, twelve digits per record overwritten): under 1 % of the time.</summary>
    [Benchmark(OperationsPerInvoke = Lines)]
    public void WholeBatch() => RunOnce();

    private void RunOnce()
    {
        _measure.Prepare?.Invoke();
        _measure.Run();
    }

    private EventCorpus Corpus(string? format = null)
    {
        LineFormat lineFormat = Enum.Parse<LineFormat>(format ?? Format);
        LogCorpus lines = lineFormat == LineFormat.Combined ? RealisticLog.Create(Lines, seed: 7) : LogCorpus.Create(lineFormat, Lines, 50, seed: 7);
        return EventCorpus.Create(Format, lines, Packing == "500 x 1" ? new Packing(500, 1, false) : new Packing(50, 100, false));
    }
}
