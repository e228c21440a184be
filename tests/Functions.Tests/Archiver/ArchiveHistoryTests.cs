using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Archive;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Functions.Tests.Archiver;

/// <summary>Whatever happens, the archive's chains hold every line of the stream once, as their names say.</summary>
public sealed class ArchiveHistoryTests
{
    private const ulong Seed = 1;

    private static readonly Fault[] s_faults =
    [
        Fault.Throttled, Fault.FailedBefore, Fault.FailedAfter, Fault.AppliedLate, Fault.SentTwice, Fault.Slow, Fault.Hung,
        Fault.KilledBefore, Fault.KilledAfter, Fault.KilledAppliedLate,
    ];

    public static TheoryData<string> Mutations => [.. Enum.GetNames<ArchiveMutation>().Where(name => name != nameof(ArchiveMutation.None))];

    [Fact]
    public void Histories_FiveThousandRandom_EveryLineIsArchivedExactlyOnce()
    {
        HistoryOptions options = ArchiveAlgorithm.Options();

        RunReport report = RunReport.Of(options, Seed, histories: 5_000, Environment.ProcessorCount, stopAtFirst: true);

        if (report.FirstWrong is { } wrong)
        {
            Assert.Fail(FailureReport.Describe(options, Seed, wrong.Index, wrong.Outcome));
        }

        Assert.Equal(5_000, report.Histories);
        Assert.True(report.Situations[(int)Situation.ObjectsBesideTheChain] > 100, "no object was ever left beside a chain");
        Assert.True(report.Situations[(int)Situation.BatchesInParts] > 100, "no batch was ever archived in parts");
        foreach (Fault fault in s_faults.Concat([Fault.PresumedDead, Fault.DelayedDuplicate, Fault.Replayed, Fault.Bisected, Fault.Resharded, Fault.GaveUp]))
        {
            Assert.True(report.Faults[(int)fault] > 0, $"{fault} never happened");
        }
    }

    [Theory]
    [InlineData(22UL)]
    [InlineData(25UL)]
    public void History_OneFaultAtEveryRequest_IsRight(ulong seed)
    {
        int requests = HistoryRunner.Run(Calm(_ => Fault.None), seed).Requests;
        Assert.InRange(requests, 10, 1_000);
        foreach (Fault fault in s_faults)
        {
            for (int request = 0; request < requests; request++)
            {
                int at = request;
                HistoryResult result = HistoryRunner.Run(Calm(number => number == at ? fault : Fault.None), seed).Result;
                Assert.True(result.IsRight, $"{fault} at request {at} of seed {seed}: {result.Difference}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Mutant_InThreeHundredHistories_IsFound(string name)
    {
        HistoryOptions options = ArchiveAlgorithm.Options(Enum.Parse<ArchiveMutation>(name));

        RunReport report = RunReport.Of(options, seed: 5, histories: 300, workers: 1, stopAtFirst: true);

        Assert.True(report.FirstWrong is not null, $"{name} was not found in {report.Histories} histories");
    }

    private static HistoryOptions Calm(Func<int, Fault> script) => ArchiveAlgorithm.Options() with { Faults = FaultGroups.Reshards, Script = script };
}
