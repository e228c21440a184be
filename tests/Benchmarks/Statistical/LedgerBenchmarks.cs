using BenchmarkDotNet.Attributes;
using LogFunctions.Benchmarks.Quick;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Statistical;

/// <summary>The ledger blob alone, under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class LedgerBenchmarks
{
    private Measure _measure = null!;

    [Params(60, 2_000)]
    public int Cells { get; set; }

    [GlobalSetup(Target = nameof(Encode))]
    public void SetUpEncode() => _measure = LedgerBlobs.Encode(Cells);

    [GlobalSetup(Target = nameof(Decode))]
    public void SetUpDecode() => _measure = LedgerBlobs.Decode(Cells);

    [Benchmark(OperationsPerInvoke = LedgerBlobs.BlobsPerRun)]
    public void Encode() => _measure.Run();

    [Benchmark(OperationsPerInvoke = LedgerBlobs.BlobsPerRun)]
    public void Decode() => _measure.Run();
}
