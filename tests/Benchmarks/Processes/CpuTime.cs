using System.Globalization;

namespace LogFunctions.Benchmarks.Processes;

/// <summary>Processor time of other processes, from /proc.</summary>
internal static class CpuTime
{
    private const double TicksPerSecond = 100; // USER_HZ, the unit of /proc/<pid>/stat on every Linux .NET runs on

    /// <summary>User and system time in seconds; null when the process has ended.</summary>
    public static double? OfProcess(int processId)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>From the line of /proc/&lt;pid&gt;/stat: the name in it may hold spaces and parentheses.</summary>
    public static double Parse(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // from field 3, the state
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
