using System.Diagnostics;
using System.Globalization;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Archive;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator;

/// <summary>What the command line offers. Tables are Markdown, ready for docs/reliability.md. Answers are exit codes: 0 right, 1 wrong.</summary>
internal sealed class SimulatorCommands(TextWriter output, TextWriter error)
{
    private const string OursName = "**LogFunctions**: ledger and outbox";

    public required ulong Seed { get; init; }

    public required long Histories { get; init; }

    public required FaultGroups Faults { get; init; }

    public required int Workers { get; init; }

    /// <summary>The archiver, not the aggregator.</summary>
    public bool IsArchive { get; init; }

    private HistoryOptions Product => (IsArchive ? ArchiveAlgorithm.Options() : OursAlgorithm.Options()) with { Faults = Faults };

    private IEnumerable<(string Name, HistoryOptions Options)> Mutants => IsArchive
        ? Enum.GetValues<ArchiveMutation>().Where(mutation => mutation != ArchiveMutation.None).Select(mutation => (mutation.ToString(), ArchiveAlgorithm.Options(mutation)))
        : Enum.GetValues<Mutation>().Where(mutation => mutation != Mutation.None && (Mutant is null || mutation == Mutant)).Select(mutation => (mutation.ToString(), OursAlgorithm.Options(mutation)));

    /// <summary>The one mutant to hunt; null = all.</summary>
    public Mutation? Mutant { get; init; }

    /// <summary>Runs our algorithm; a wrong history is shrunk and printed.</summary>
    public int RunHistories()
    {
        var clock = Stopwatch.StartNew();
        HistoryOptions options = Product;
        RunReport report = RunReport.Of(options, Seed, Histories, Workers, stopAtFirst: true, Progress);
        ClearProgress();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Histories:N0} histories, {report.Wrong:N0} wrong: {report.Lines:N0} lines, {report.Requests:N0} store requests, "
            + $"{report.Steps:N0} steps, {report.Faults.Sum():N0} faults, {clock.Elapsed.TotalSeconds:N1} s (seed {Seed})"));
        output.WriteLine();
        PrintFaults(report);
        if (report.FirstWrong is not { } wrong)
        {
            return 0;
        }

        output.WriteLine();
        output.WriteLine(FailureReport.Describe(options, Seed, wrong.Index, wrong.Outcome));
        return 1;
    }

    /// <summary>Prints every step of one history.</summary>
    public int Replay(long index)
    {
        var trace = new List<string>();
        HistoryOutcome outcome = HistoryRunner.Run(Product, HistoryRunner.SeedOf(Seed, index), trace);
        trace.ForEach(output.WriteLine);
        output.WriteLine($"History {index} of seed {Seed} is {outcome.Result.Difference ?? "right"}");
        return outcome.Result.IsRight ? 0 : 1;
    }

    /// <summary>Prints how often our algorithm and the others' are wrong: by kind of fault, and by how many lines.</summary>
    public int ComparePeers()
    {
        (string Name, FaultGroups Groups)[] profiles =
        [
            ("none", FaultGroups.None), ("reshards", FaultGroups.Reshards), ("store", FaultGroups.Store), ("kills", FaultGroups.Kills),
            ("source", FaultGroups.Source), ("all", FaultGroups.All),
        ];
        output.WriteLine($"| algorithm | {string.Join(" | ", profiles.Select(profile => profile.Name))} | lines lost | lines too many |");
        output.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", profiles.Length + 2))}");
        bool oursRight = true;
        foreach ((string name, HistoryOptions options) in AllAlgorithms())
        {
            output.Write($"| {name} |");
            RunReport last = new();
            foreach ((_, FaultGroups groups) in profiles)
            {
                last = RunReport.Of(options with { Faults = groups }, Seed, Histories, Workers, stopAtFirst: false, Progress);
                ClearProgress();
                output.Write($" {Percent(last.Wrong, last.Histories)} |");
                oursRight &= last.Wrong == 0 || name != OursName;
            }

            output.WriteLine($" {Percent(last.MissingLines, last.Lines)} | {Percent(last.ExtraLines, last.Lines)} |");
        }

        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Share of wrong histories by kind of fault, {Histories:N0} histories per cell, seed {Seed}; lost and extra lines under all faults, of the lines produced."));
        return oursRight ? 0 : 1;
    }

    /// <summary>Prints how soon each mutation is found.</summary>
    public int HuntMutants()
    {
        output.WriteLine("| mutation | found in history | steps of a short one | difference |");
        output.WriteLine("| --- | ---: | ---: | --- |");
        bool allFound = true;
        foreach ((string mutation, HistoryOptions mutant) in Mutants)
        {
            HistoryOptions options = mutant with { Faults = Faults };
            RunReport report = RunReport.Of(options, Seed, Histories, Workers, stopAtFirst: true, Progress);
            ClearProgress();
            allFound &= report.FirstWrong is not null;
            output.WriteLine(report.FirstWrong is { } found
                ? $"| {mutation} | {found.Index + 1} | {Shorten(options, found.Outcome)} |"
                : $"| {mutation} | not within {Histories} | | |");
        }

        return allFound ? 0 : 1;
    }

    private string Shorten(HistoryOptions options, HistoryOutcome failing)
    {
        (HistoryOptions shortOptions, IReadOnlyList<int>[] choices) = Shrinker.FindShort(options, Seed, failing);
        var trace = new List<string>();
        HistoryOutcome outcome = HistoryRunner.Run(shortOptions, new Choices(choices), trace);
        return $"{trace.Count} | {outcome.Result.Difference}";
    }

    private static IEnumerable<(string Name, HistoryOptions Options)> AllAlgorithms()
    {
        yield return (OursName, OursAlgorithm.Options());
        foreach ((string name, Func<IAlgorithm> create) in Peers.All)
        {
            yield return (name, new HistoryOptions { Algorithm = _ => create() });
        }
    }

    private static string Percent(long part, long whole) =>
        part == 0 ? "0" : (100.0 * part / whole).ToString(part * 1000 < whole ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " %";

    private void PrintFaults(RunReport report)
    {
        output.WriteLine("| fault | injected |");
        output.WriteLine("| --- | ---: |");
        for (Fault fault = Fault.None + 1; (int)fault < FaultInjector.FaultCount; fault++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {fault} | {report.Faults[(int)fault]:N0} |"));
        }

        output.WriteLine();
        output.WriteLine("| what it led to | times |");
        output.WriteLine("| --- | ---: |");
        foreach (Situation situation in Enum.GetValues<Situation>())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {situation} | {report.Situations[(int)situation]:N0} |"));
        }
    }

    private void Progress(long done)
    {
        if (!Console.IsErrorRedirected && done % 500 == 0)
        {
            error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done:N0} of {Histories:N0} histories "));
        }
    }

    private void ClearProgress()
    {
        if (!Console.IsErrorRedirected)
        {
            error.Write("\r\u001b[K");
        }
    }
}
