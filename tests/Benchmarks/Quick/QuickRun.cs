using System.Globalization;
using LogFunctions.Benchmarks.Arguments;
using LogFunctions.Benchmarks.Peers;
using LogFunctions.Benchmarks.Processes;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>What the quick mode runs.</summary>
/// <param name="Lines">Lines of a corpus.</param>
/// <param name="Rounds">Rounds of each measure.</param>
/// <param name="Slice">Least time of a measure in a round.</param>
/// <param name="Filter">What the titles contain; null = only the scenarios that speed is promised for.</param>
/// <param name="RealFile">A real log, or null.</param>
internal sealed record QuickOptions(int Lines, int Rounds, TimeSpan Slice, string? Filter, string? RealFile)
{
    public const int DefaultLines = 200_000;
    public const int DefaultSliceMs = 50;
}

/// <summary>The quick mode: scenario after scenario, each in processes of its own, which take turns on one core.</summary>
internal sealed class QuickRun(TextWriter output, QuickOptions options)
{
    private const string PeersPart = "peers";

    private readonly InterleavedRunner _runner = new(options.Rounds, options.Slice);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.RealFile is { } real && !File.Exists(real))
        {
            throw new BenchmarkException($"--real {real}: there is no such file.") { ExitCode = 2 };
        }

        IReadOnlyList<Scenario> scenarios = new Scenarios(options.Lines, options.RealFile).All();
        List<(string, IReadOnlyList<MeasureResult>)> measured = [];
        for (int i = 0; i < scenarios.Count; i++)
        {
            if (options.Filter is { } filter ? scenarios[i].Title.Contains(filter, StringComparison.OrdinalIgnoreCase) : scenarios[i].IsPromised)
            {
                measured.Add((scenarios[i].Title, await RunAsync(scenarios[i], i, cancellationToken)));
            }
        }

        if (measured.Count > 1)
        {
            ResultTable.PrintSummary(
                output, measured, [Ours.WholeBatch, Ours.RawFile], [Floors.Memcpy, DocumentedHandler.Name, DuckDbPeer.Name, MawkPeer.Name]);
        }
    }

    /// <summary>Is a worker.</summary>
    /// <param name="arguments">As <see cref="QuickRun"/> has given them: scenario, part, lines, folder, real log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task WorkAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var scenarios = new Scenarios(int.Parse(arguments[2], CultureInfo.InvariantCulture), arguments.Count > 4 ? arguments[4] : null);
        Scenario scenario = scenarios.All()[int.Parse(arguments[0], CultureInfo.InvariantCulture)];
        Func<string, IReadOnlyList<Measure>> make = arguments[1] == PeersPart ? scenario.Peers! : scenario.Ours;
        return WorkerLoop.RunAsync(make(arguments[3]), Console.In, Console.Out, cancellationToken);
    }

    private async Task<IReadOnlyList<MeasureResult>> RunAsync(Scenario scenario, int number, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("logfunctions-bench-");
        List<MeasureWorker> workers = [];
        try
        {
            foreach (string part in scenario.Peers is null ? (string[])["ours"] : ["ours", PeersPart])
            {
                string[] real = options.RealFile is { } file ? [Path.GetFullPath(file)] : [];
                workers.Add(MeasureWorker.Start(
                    [BenchmarkArguments.MeasureWorkerMode, number.ToString(CultureInfo.InvariantCulture), part, options.Lines.ToString(CultureInfo.InvariantCulture), folder.FullName, .. real]));
            }

            await Task.WhenAll(workers.Select(worker => worker.PrepareAsync(cancellationToken)));
            IReadOnlyList<MeasureResult> results = await _runner.RunAsync(workers, cancellationToken);
            ResultTable.Print(output, scenario.Title, results, Floors.Memcpy, scenario.BaselineName);
            return results;
        }
        finally
        {
            foreach (MeasureWorker worker in workers)
            {
                await worker.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }
}
