using System.Diagnostics;

namespace LogFunctions.LocalCloud.Processes;

/// <summary>
/// Starts children outside the terminal's process group. Ctrl-C, a signal to the group and the end of the terminal reach every process of
/// the group; the children must see none of them, for it is this process that decides when and in which order things stop.
/// </summary>
internal static class OwnSession
{
    // util-linux; setsid replaces itself by the program, so the process id is the program's. Elsewhere children share the group.
    private const string Setsid = "/usr/bin/setsid";

    private static readonly bool s_isThere = OperatingSystem.IsLinux() && File.Exists(Setsid);

    /// <summary>How a program is to be started, in a session of its own where that is possible.</summary>
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        string? found = s_isThere ? Find(program) : null;
        // A program that is not there must fail as such, not as a failure of setsid.
        return found is null ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo(Setsid, [found, .. arguments]);
    }

    private static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? program : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }
}
