using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Histories;

/// <summary>Sums over the histories of a run.</summary>
internal sealed class RunReport
{
    private readonly long[] _faults = new long[FaultInjector.FaultCount];

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
        IReadOnlyList<int>[] shrunk = new Shrinker(options).Shrink(failing.Choices);
        var trace = new List<string>();
        HistoryResult result = HistoryRunner.Run(options, new Choices(shrunk), trace).Result;
        return $"""
            History {index} of seed {seed} is wrong: {failing.Result.Difference}
            Replay: dotnet run --project tests/Simulator -- --seed {seed} --only {index}
            Shrunk to {shrunk.Sum(list => list.Count)} choices: {result.Difference}
            {string.Join(Environment.NewLine, trace)}
            """;
    }
}
