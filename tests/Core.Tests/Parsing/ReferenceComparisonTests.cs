using System.Diagnostics;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>The fuzz targets with a small count; `dotnet run --project tests/Fuzz -- --count N --seed S` goes on from here.</summary>
public sealed class ReferenceComparisonTests
{
    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public void Lines_MutatedAtRandom_MeanWhatTheReferenceSays(int seed) => Run(() => FuzzRun.Lines(30_000, seed, Corpus.DefaultFolder, out _), seed);

    [Theory]
    [InlineData(201)]
    public void Payloads_WholeAndMutated_KeepTheirLaws(int seed) => Run(() => FuzzRun.Payloads(6_000, seed, Corpus.DefaultFolder, out _), seed);

    /// <summary>
    /// The ways of the code for other processors, as processes of their own because the runtime decides once: without AVX2 (Vector128,
    /// which is also what arm64 runs), with every change; the others before a release, by <c>-explicit only</c> (docs/reliability.md).
    /// </summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic", Explicit = true)]
    public async Task Lines_OnALesserProcessor_MeanTheSame(string switchedOff)
    {
        await RunAsync(switchedOff, "LogFunctions.Fuzz.dll", "--count", "8000", "--seed", "301", "--corpus", Corpus.DefaultFolder);
    }

    /// <summary>The laws of what lies behind the lines, the same way: layouts, keys, ledgers and sketches.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512", Explicit = true)]
    [InlineData("DOTNET_EnableHWIntrinsic", Explicit = true)]
    public async Task Laws_OnALesserProcessor_HoldToo(string switchedOff)
    {
        string[] classes =
        [
            nameof(JsonLayoutTests), nameof(JsonTextTests), nameof(JsonBlockMarkerTests), nameof(AccessLogTextTests), nameof(Windows.LineKeysTests), nameof(Ledger.ShardLedgerLawTests), nameof(Ledger.CountManyTests),
            nameof(Sketches.LatencySketchTests),
        ];
        string output = await RunAsync(switchedOff, "LogFunctions.Core.Tests.dll", ["-noColor", .. classes.SelectMany(name => (string[])["-class", $"*.{name}"])]);
        Assert.Matches("Total: [1-9][0-9]+, Errors: 0, Failed: 0", output);
    }

    private static async Task<string> RunAsync(string switchedOff, string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment[switchedOff] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error + await output);
        return await output;
    }

    private static void Run(Action run, int seed)
    {
        try
        {
            run();
        }
        catch (FuzzFailure failure)
        {
            Assert.Fail($"seed {seed}: {failure.Message}\ninput: {Convert.ToHexString(failure.Input)}");
        }
    }
}
