using System.Globalization;
using LogFunctions.Benchmarks.Processes;
using Times = System.Collections.Generic.IReadOnlyDictionary<LogFunctions.Benchmarks.Compare.MeasureKey, double>;

namespace LogFunctions.Benchmarks.Compare;

/// <summary>
/// This revision against another one: the quick mode of both as processes in turn, scenario by scenario, so that the two of a pair run within
/// seconds of each other and the drift of a shared machine falls on both. Each process compiles its hot code anew, as a fresh function does.
/// </summary>
/// <param name="output">Gets the tables.</param>
/// <param name="progress">Gets what is being done.</param>
/// <param name="revision">What to compare with.</param>
/// <param name="rounds">How many pairs of each scenario.</param>
/// <param name="filter">Only scenarios whose title contains this.</param>
/// <param name="lines">Lines of the corpus. Given to both, as is the next: defaults differ between revisions.</param>
/// <param name="sliceMs">Least time of a measure in a round.</param>
internal sealed class CompareRun(TextWriter output, TextWriter progress, string revision, int rounds, string? filter, int lines, int sliceMs)
{
    // Rounds within a process; the pairs of processes are what counts.
    /// <summary>
    /// Default of the slices. A measure is warmed up for one slice; below a quarter of a second the compiler may not be done with it, and the
    /// revision with more code to compile looks slower than it is.
    /// </summary>
    public const int DefaultSliceMs = 300;

    private const int InnerRounds = 3;

    // The smallest corpus the largest event of any revision can be made of, once through each measure: only the titles are wanted.
    private static readonly string[] s_listing = ["--lines", "20000", "--rounds", "1", "--slice-ms", "1"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using RevisionBuild build = await RevisionBuild.CreateAsync(revision, progress, cancellationToken);
        var before = new Side(revision, build.Program);
        var after = new Side("this revision", Path.Combine(AppContext.BaseDirectory, "LogFunctions.Benchmarks.dll"));
        await progress.WriteLineAsync("listing the scenarios of both");
        Times listedBefore = await RunQuickAsync(before, filter, s_listing, cancellationToken);
        Times listedAfter = await RunQuickAsync(after, filter, s_listing, cancellationToken);
        string[] scenarios = [.. listedAfter.Keys.Select(key => key.Scenario).Intersect(listedBefore.Keys.Select(key => key.Scenario))];
        var pairs = new List<MeasuredPair>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (string scenario in scenarios)
            {
                await progress.WriteLineAsync($"round {round + 1} of {rounds}: {scenario}");
                pairs.Add(await MeasurePairAsync(scenario, before, after, isReversed: round % 2 == 1, cancellationToken));
            }
        }

        await output.WriteLineAsync($"This revision against {revision}, {rounds} rounds; a ratio below 1 says that this one is faster.");
        ComparisonTable.Print(output, Comparison.Of(pairs, listedBefore.Keys, listedAfter.Keys), revision);
    }

    // Every other round begins with the other side: what the first of two suffers or enjoys is not always the same one's.
    private async Task<MeasuredPair> MeasurePairAsync(string scenario, Side before, Side after, bool isReversed, CancellationToken cancellationToken)
    {
        string[] arguments = ["--rounds", Text(InnerRounds), "--lines", Text(lines), "--slice-ms", Text(sliceMs)];
        Times first = await RunQuickAsync(isReversed ? after : before, scenario, arguments, cancellationToken);
        Times second = await RunQuickAsync(isReversed ? before : after, scenario, arguments, cancellationToken);
        return new MeasuredPair(scenario, isReversed ? second : first, isReversed ? first : second);
    }

    private static async Task<Times> RunQuickAsync(Side side, string? filter, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string[] all = filter is null ? [side.Program, "--quick", .. arguments] : [side.Program, "--quick", "--filter", filter, .. arguments];
        ProgramRun run = await ProgramRun.RunAsync("dotnet", all, Checkout.Root, cancellationToken);
        return run.ExitCode == 0 ? QuickTables.Parse(run.Output) : throw new BenchmarkException($"The quick mode of {side.Name} failed with exit code {run.ExitCode}:\n{run.Tail}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Side(string Name, string Program);
}
