namespace LogFunctions.Tests;

/// <summary>What code costs in memory, measured so that the runtime's own doings do not count.</summary>
internal static class Allocation
{
    private const int Attempts = 5;

    /// <summary>
    /// The least of a few runs, bytes. The runtime may allocate on this thread once, while it compiles hot code again, and a collection counts the rest of the
    /// thread's buffer; what the code costs shows every time.
    /// </summary>
    public static long Least(Action action)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
