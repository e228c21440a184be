using System.Globalization;
using System.Runtime.InteropServices;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>Linux processes: who started whom, and signals to them.</summary>
internal static partial class ProcessTree
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>A process as it cannot be mistaken for a later one with the same id.</summary>
    public readonly record struct Entry(int Id, string StartedAt, string Command)
    {
        public bool IsRunning => Read(Id) is { } now && now.Entry.StartedAt == StartedAt && now.State != 'Z';
    }

    /// <summary>Whether this process ignores a signal; its children then do, too.</summary>
    public static bool IsIgnored(int signal)
    {
        string mask = File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (signal - 1))) != 0;
    }

    /// <summary>The descendants of a process, parents first.</summary>
    public static IReadOnlyList<Entry> Descendants(int id)
    {
        var all = new List<(Entry Entry, int ParentId)>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int candidate) && Read(candidate) is { State: not 'Z' } found)
            {
                all.Add((found.Entry, found.ParentId));
            }
        }

        var descendants = new List<Entry>();
        var open = new Queue<int>([id]);
        while (open.TryDequeue(out int parent))
        {
            foreach ((Entry entry, _) in all.Where(p => p.ParentId == parent))
            {
                descendants.Add(entry);
                open.Enqueue(entry.Id);
            }
        }

        return descendants;
    }

    /// <param name="id">A process, or a process group as a negative number.</param>
    /// <param name="signal">Number of the signal.</param>
    public static void Signal(int id, int signal)
    {
        if (Kill(id, signal) != 0 && Marshal.GetLastPInvokeError() != 3 /* ESRCH: it is gone already */)
        {
            throw new InvalidOperationException($"kill({id}, {signal}): errno {Marshal.GetLastPInvokeError()}");
        }
    }

    private static (Entry Entry, int ParentId, char State)? Read(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string command = File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
            // pid (name) state ppid ... starttime is field 22; the name may hold anything, so count from the last parenthesis.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (new Entry(id, fields[19], command), int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0][0]);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int id, int signal);
}
