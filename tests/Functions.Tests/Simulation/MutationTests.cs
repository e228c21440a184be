using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Functions.Tests.Simulation;

/// <summary>The simulator can fail: it finds every mistake we know how to make, and shows it in few steps.</summary>
public sealed class MutationTests
{
    private const ulong Seed = 5;

    public static TheoryData<string> Mutations => [.. Enum.GetNames<Mutation>().Where(name => name != nameof(Mutation.None))];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Mutant_InFiveHundredHistories_IsFound(string name)
    {
        HistoryOptions options = OursAlgorithm.Options(Enum.Parse<Mutation>(name));

        RunReport report = RunReport.Of(options, Seed, histories: 500, workers: 1, stopAtFirst: true);

        Assert.True(report.FirstWrong is not null, $"{name} was not found in {report.Histories} histories");
    }

    [Fact]
    public void Shrinker_FailingHistory_BecomesShortAndStillFails()
    {
        HistoryOptions options = OursAlgorithm.Options(Mutation.ForgetsSequenceNumbers);
        (long _, HistoryOutcome failing) = RunReport.Of(options, Seed, histories: 500, workers: 1, stopAtFirst: true).FirstWrong!.Value;

        (HistoryOptions shortOptions, IReadOnlyList<int>[] shrunk) = Shrinker.FindShort(options, Seed, failing);

        HistoryOutcome outcome = HistoryRunner.Run(shortOptions, new Choices(shrunk));
        Assert.False(outcome.Result.IsRight);
        Assert.InRange(outcome.Lines, 1, 8);
        Assert.True(HistoryRunner.Run(shortOptions with { Algorithm = OursAlgorithm.Options().Algorithm }, new Choices(shrunk)).Result.IsRight, "the product passes where the mutant fails");
    }

    [Fact]
    public void FailureReport_NamesSeedCommandAndSteps()
    {
        HistoryOptions options = OursAlgorithm.Options(Mutation.TrustsLostAnswers);
        (long index, HistoryOutcome failing) = RunReport.Of(options, Seed, histories: 500, workers: 1, stopAtFirst: true).FirstWrong!.Value;

        string report = FailureReport.Describe(options, Seed, index, failing);

        Assert.Contains($"--seed {Seed} --only {index}", report, StringComparison.Ordinal);
        Assert.Contains("is invoked with shardId-", report, StringComparison.Ordinal);
        Assert.InRange(report.Split('\n').Length, 5, 60);
    }
}
