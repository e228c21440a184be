using System.Diagnostics;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>Runs a measure again and again for some time.</summary>
internal static class SliceRunner
{
    private const double StillFaster = 0.95;
    private static readonly TimeSpan s_warmUpSlice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_leastWarmUp = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan s_mostWarmUp = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Runs a measure until it gets no faster: what the just-in-time compiler has not finished by then would be measured half compiled, at twice the time.
    /// </summary>
    public static void WarmUp(Measure measure)
    {
        var clock = Stopwatch.StartNew();
        double best = double.PositiveInfinity;
        for (int slicesNotFaster = 0; clock.Elapsed < s_leastWarmUp || (slicesNotFaster < 3 && clock.Elapsed < s_mostWarmUp);)
        {
            double ns = Run(measure, s_warmUpSlice).NanosecondsPerLine;
            slicesNotFaster = ns < best * StillFaster ? 0 : slicesNotFaster + 1;
            best = Math.Min(best, ns);
        }
    }

    /// <summary>Runs whole runs until they took so long, one at least.</summary>
    public static Slice Run(Measure measure, TimeSpan atLeast)
    {
        long elapsedNs = 0;
        long allocated = 0;
        int runs = 0;
        long limitNs = (long)(atLeast.TotalSeconds * 1e9);
        do
        {
            measure.Prepare?.Invoke();
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = CpuClock.NowNs();
            measure.Run();
            elapsedNs += CpuClock.NowNs() - start;
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            runs++;
        }
        while (elapsedNs < limitNs);
        double lines = (double)runs * measure.Lines;
        return new Slice(elapsedNs / lines, allocated / lines);
    }
}
