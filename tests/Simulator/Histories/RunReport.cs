using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Histories;

/// <summary>Sums over the histories of a run.</summary>
internal sealed class RunReport
{
    private readonly long[] _faults = new long[FaultInjector.FaultCount];
    private readonly long[] _situations = new long[Enum.GetValues<Situation>().Length];

    public long Histories { get; private set; }

    /// <summary>Histories whose end differs from the truth.</summary>
    public long Wrong { get; private set; }

    public long Lines { get; private set; }

    public long MissingLines { get; private set; }

    public long ExtraLines { get; private set; }

    /// <summary>Store requests.</summary>
    public long Requests { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Faults by kind.</summary>
    public IReadOnlyList<long> Faults => _faults;

    /// <summary>Situations by kind.</summary>
    public IReadOnlyList<long> Situations => _situations;

    /// <summary>The wrong history with the lowest index; null when all were right.</summary>
    public (long Index, HistoryOutcome Outcome)? FirstWrong { get; private set; }

    /// <summary>Runs histories and sums them up; with <paramref name="stopAtFirst"/> it ends soon after a wrong one.</summary>
    public static RunReport Of(
        HistoryOptions options, ulong seed, long histories, int workers, bool stopAtFirst = false, Action<long>? onProgress = null)
    {
        var report = new RunReport();
        HistoryRunner.RunMany(options, seed, histories, workers, (index, outcome) =>
        {
            report.Add(index, outcome);
            onProgress?.Invoke(report.Histories);
            return !stopAtFirst || outcome.Result.IsRight;
        });
        return report;
    }

    private void Add(long index, HistoryOutcome outcome)
    {
        Histories++;
        Lines += outcome.Lines;
        Requests += outcome.Requests;
        Steps += outcome.Steps;
        MissingLines += outcome.Result.MissingLines;
        ExtraLines += outcome.Result.ExtraLines;
        for (int fault = 0; fault < _faults.Length; fault++)
        {
            _faults[fault] += outcome.FaultCounts[fault];
        }

        for (int situation = 0; situation < _situations.Length; situation++)
        {
            _situations[situation] += outcome.Situations[situation];
        }

        if (!outcome.Result.IsRight)
        {
            Wrong++;
            if (FirstWrong is null || index < FirstWrong.Value.Index)
            {
                FirstWrong = (index, outcome);
            }
        }
    }
}

/// <summary>Shows a wrong history in the shortest form that is wrong too.</summary>
internal static class FailureReport
{
    /// <summary>The steps of the shrunk history, and how to replay the one it comes from.</summary>
    public static string Describe(HistoryOptions options, ulong seed, long index, HistoryOutcome failing)
    {
        (HistoryOptions shortOptions, IReadOnlyList<int>[] choices) = Shrinker.FindShort(options, seed, failing);
        var trace = new List<string>();
        HistoryResult result = HistoryRunner.Run(shortOptions, new Choices(choices), trace).Result;
        return $"""
            History {index} of seed {seed} is wrong: {failing.Result.Difference}
            Replay: dotnet run --project tests/Simulator -- --seed {seed} --only {index}
            A short history that is wrong: {result.Difference}
            {string.Join(Environment.NewLine, trace)}
            """;
    }
}
