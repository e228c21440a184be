using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Functions.Tests.Simulation;

/// <summary>The peers' algorithms in the simulator: right where they claim to be, wrong where they are known to be.</summary>
public sealed class PeerTests
{
    private const ulong Seed = 3;

    /// <summary>Names of <see cref="Peers.All"/> that count by event time or arrival time, as their terms are.</summary>
    public static TheoryData<string> RightWithoutFaults =>
        [.. Peers.All.Select(peer => peer.Name).Where(name => !name.StartsWith("tumbling", StringComparison.Ordinal) || name.EndsWith("arrival time", StringComparison.Ordinal))];

    /// <summary>All that lose or double lines when anything goes wrong.</summary>
    public static TheoryData<string> WrongUnderFaults =>
        [.. Peers.All.Select(peer => peer.Name).Where(name => name != "tumbling window, at its end, judged by arrival time")];

    [Theory]
    [MemberData(nameof(RightWithoutFaults))]
    public void Peer_WithoutFaults_IsRight(string name)
    {
        RunReport report = Run(name, FaultGroups.None | FaultGroups.Reshards);

        Assert.True(report.Wrong == 0, report.FirstWrong?.Outcome.Result.Difference);
        Assert.True(report.Lines > 2_000);
    }

    [Theory]
    [MemberData(nameof(WrongUnderFaults))]
    public void Peer_UnderFaults_IsWrongInSomeHistories(string name)
    {
        RunReport report = Run(name, FaultGroups.All);

        Assert.InRange(report.Wrong, 1, report.Histories);
        Assert.True(report.MissingLines + report.ExtraLines > 0);
    }

    [Fact]
    public void TumblingWindowAtItsEnd_UnderFaults_IsRightForArrivalTime()
    {
        RunReport report = Run("tumbling window, at its end, judged by arrival time", FaultGroups.All);

        Assert.True(report.Wrong == 0, report.FirstWrong?.Outcome.Result.Difference);
    }

    private static RunReport Run(string name, FaultGroups faults)
    {
        Func<IAlgorithm> create = Peers.All.Single(peer => peer.Name == name).Create;
        return RunReport.Of(new HistoryOptions { Algorithm = _ => create(), Faults = faults }, Seed, histories: 300, workers: 1);
    }
}
