using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Functions.Tests.Simulation;

/// <summary>The claim of docs/reliability.md: whatever happens, the rows are exactly the lines.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const ulong Seed = 1;

    [Fact]
    public void Histories_TenThousandRandom_EveryLineCountsExactlyOnce()
    {
        HistoryOptions options = OursAlgorithm.Options();

        RunReport report = RunReport.Of(options, Seed, histories: 10_000, Environment.ProcessorCount, stopAtFirst: true);

        if (report.FirstWrong is { } wrong)
        {
            Assert.Fail(FailureReport.Describe(options, Seed, wrong.Index, wrong.Outcome));
        }

        output.WriteLine($"{report.Histories} histories, {report.Lines} lines, {report.Requests} store requests, {report.Faults.Sum()} faults");
        Assert.Equal(10_000, report.Histories);
    }

    [Fact]
    public void Histories_EveryKindOfFault_Happens()
    {
        RunReport report = RunReport.Of(OursAlgorithm.Options(), seed: 2, histories: 1_500, Environment.ProcessorCount);

        Assert.Null(report.FirstWrong?.Outcome.Result.Difference);
        Assert.InRange(report.Faults[(int)Fault.TimedOut], 1, report.Faults[(int)Fault.Hung]); // else the handler ends by itself when its deadline passes
        Assert.All(Enumerable.Range(1, FaultInjector.FaultCount - 1), fault => Assert.True(report.Faults[fault] > 0, $"{(Fault)fault} never happened"));
    }

    [Fact]
    public void History_RunTwice_TakesTheSameSteps()
    {
        for (ulong seed = 100; seed < 120; seed++)
        {
            List<string> first = [];
            List<string> second = [];
            List<string> replayed = [];
            HistoryOutcome outcome = HistoryRunner.Run(OursAlgorithm.Options(), seed, first);
            HistoryRunner.Run(OursAlgorithm.Options(), seed, second);
            HistoryRunner.Run(OursAlgorithm.Options(), new Choices(outcome.Choices), replayed);

            Assert.Equal(first, second);
            Assert.Equal(first, replayed);
        }
    }

    [Theory]
    [InlineData(nameof(FaultGroups.None))]
    [InlineData(nameof(FaultGroups.Reshards))]
    public void Histories_WithoutFaults_AreRight(string faults)
    {
        RunReport report = RunReport.Of(OursAlgorithm.Options() with { Faults = Enum.Parse<FaultGroups>(faults) }, Seed, histories: 300, workers: 1);

        Assert.Null(report.FirstWrong?.Outcome.Result.Difference);
        Assert.Equal(report.Faults[(int)Fault.Resharded], report.Faults.Sum());
    }
}
