namespace LogFunctions.Benchmarks.Quick;

/// <summary>Runs a measure again and again for some time.</summary>
internal static class SliceRunner
{
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
