using LogFunctions.Benchmarks.FirstSecond;

namespace LogFunctions.Tools.Tests.Benchmarks;

public sealed class BusyCurveTests
{
    // Half a second of processor time at 100 lines/s, then 1,000 lines/s; waits for its events half of the wall time throughout.
    private static readonly BusyCurve s_curve = new([new(0.5, 0.25, 25), new(1, 0.5, 50), new(2, 1, 550), new(4, 2, 1550), new(10, 5, 4550)]);

    [Fact]
    public void Intervals_OfSamples_GiveWallAndProcessorSpeed()
    {
        IReadOnlyList<BusyInterval> intervals = s_curve.Intervals([1, 2, 10]);
        Assert.Equal([new BusyInterval(0, 1, 50, 100), new BusyInterval(1, 2, 500, 1000), new BusyInterval(2, 10, 500, 1000)], intervals);
    }

    [Fact]
    public void Intervals_BetweenSamples_AreInterpolated()
    {
        BusyInterval interval = s_curve.Intervals([3])[0];
        Assert.Equal(1050 / 3.0, interval.LinesPerSecond, 9);
        Assert.Equal(1050 / 1.5, interval.LinesPerCpuSecond, 9);
    }

    [Fact]
    public void FirstSecondShare_OfASlowStart_ComparesProcessorSeconds()
    {
        Assert.Equal(0.55, s_curve.FirstSecondShare(s_curve.Intervals([2, 10])[^1]), 9);
    }
}
