using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Functions.Tests.Simulation;

/// <summary>
/// Not by chance but one by one: every store request of a history is where the instance dies, the answer is lost, or the write
/// arrives late; and every pair of neighbours.
/// </summary>
public sealed class KillEverywhereTests
{
    private static readonly Fault[] s_faults =
    [
        Fault.Throttled, Fault.FailedBefore, Fault.FailedAfter, Fault.AppliedLate, Fault.SentTwice, Fault.Unprocessed, Fault.Slow, Fault.Hung,
        Fault.KilledBefore, Fault.KilledAfter, Fault.KilledAppliedLate, Fault.KilledUnprocessed,
    ];

    [Theory]
    [InlineData(29UL)]
    [InlineData(39UL)]
    [InlineData(31UL)]
    public void History_OneFaultAtEveryRequest_IsRight(ulong seed)
    {
        int requests = RequestsOf(seed);
        Assert.InRange(requests, 10, 1_000);

        foreach (Fault fault in s_faults)
        {
            for (int request = 0; request < requests; request++)
            {
                int at = request;
                AssertRight(seed, number => number == at ? fault : Fault.None, $"{fault} at request {at}");
            }
        }
    }

    [Fact]
    public void History_TwoFaultsInARow_IsRight()
    {
        const ulong Seed = 36;
        int requests = RequestsOf(Seed);

        foreach (Fault first in s_faults)
        {
            foreach (Fault second in s_faults)
            {
                for (int request = 0; request < requests; request += 2)
                {
                    int at = request;
                    AssertRight(Seed, number => number == at ? first : number == at + 1 ? second : Fault.None, $"{first}, {second} at request {at}");
                }
            }
        }
    }

    private static int RequestsOf(ulong seed) => HistoryRunner.Run(Calm(_ => Fault.None), seed).Requests;

    private static void AssertRight(ulong seed, Func<int, Fault> script, string what)
    {
        HistoryResult result = HistoryRunner.Run(Calm(script), seed).Result;
        Assert.True(result.IsRight, $"{what} of seed {seed}: {result.Difference}");
    }

    private static HistoryOptions Calm(Func<int, Fault> script) =>
        OursAlgorithm.Options() with { Faults = FaultGroups.Reshards, Script = script };
}
