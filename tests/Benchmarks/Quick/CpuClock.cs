using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>
/// Processor time of this thread and of the child processes that ended, in nanoseconds: on a shared machine it says what the work cost, where
/// wall time also says what the neighbours did. Wall time where the C library has no such clock (outside 64-bit Linux).
/// </summary>
internal static partial class CpuClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID
    private const int Children = -1; // RUSAGE_CHILDREN

    private static readonly bool s_isSupported = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static string Name => s_isSupported ? "processor time of the one thread" : "wall time";

    public static long NowNs() =>
        s_isSupported ? ThreadNs() + ChildrenNs() : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private static long ThreadNs() =>
        ClockGetTime(ThreadCpuTime, out TimeValue time) == 0 ? time.Seconds * 1_000_000_000 + time.Fraction : throw new InvalidOperationException("clock_gettime failed.");

    private static unsafe long ChildrenNs()
    {
        long* usage = stackalloc long[18]; // struct rusage: two timevals (seconds, microseconds), then 14 counters
        if (GetResourceUsage(Children, usage) != 0)
        {
            throw new InvalidOperationException("getrusage failed.");
        }

        return (usage[0] + usage[2]) * 1_000_000_000 + (usage[1] + usage[3]) * 1_000;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeValue time);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public long Seconds;
        public long Fraction;
    }
}
