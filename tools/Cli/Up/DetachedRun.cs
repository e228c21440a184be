using System.ComponentModel;
using System.Diagnostics;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Cli.Up;

/// <summary><c>logfn up --detach</c>: the same command line without it, in the background, in a session of its own where the system has them.</summary>
/// <param name="context">The process.</param>
/// <param name="commandLine">The arguments, command and all.</param>
internal sealed class DetachedRun(CliContext context, IReadOnlyList<string> commandLine)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts it, and waits until it can be used.</summary>
    /// <exception cref="CliException">It ended at once; the message is what it said.</exception>
    public async Task<int> StartAsync(string? name, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CliException("--detach is for Linux and macOS; on Windows start `logfn up` in a window of its own.");
        }

        RunRegistry registry = RunRegistry.Of(context);
        using (RunSlot slot = registry.Take(name))
        {
            name = slot.Name; // let go of at once: the background process takes it
        }

        string logFile = registry.LogFileOf(name);
        using Process process = Start([.. OwnCommand(), .. WithoutOwnOptions(commandLine), "--name", name], logFile);
        try
        {
            while (registry.List().FirstOrDefault(run => run.Name == name) is not { } run || run.ProcessId != process.Id)
            {
                if (process.HasExited)
                {
                    throw new CliException($"it ended at once: {LastLine(logFile)}");
                }

                await Task.Delay(s_poll, context.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true); // nobody knows of it yet
            throw;
        }

        context.Out.WriteLine($"{name} runs in the background: `logfn status` shows its endpoints, `logfn down --run {name}` ends it. Its log: {logFile}");
        return ExitCode.Done;
    }

    private static IEnumerable<string> WithoutOwnOptions(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == "--name")
            {
                i++; // with its value
            }
            else if (words[i] != "--detach")
            {
                yield return words[i];
            }
        }
    }

    private static Process Start(string[] command, string logFile)
    {
        string[] setsid = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];
        // The shell, so that nothing holds a file or a pipe of ours open.
        string[] arguments = ["-c", """log=$1; shift; exec "$@" </dev/null >"$log" 2>&1""", "logfn", logFile, .. setsid, .. command];
        try
        {
            return Process.Start(new ProcessStartInfo("/bin/sh", arguments)) ?? throw new CliException("/bin/sh did not start.");
        }
        catch (Win32Exception exception)
        {
            throw new CliException($"/bin/sh, which starts the background process, can't be run: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    /// <summary>The program that runs now: itself, or the runtime with its assembly.</summary>
    private static string[] OwnCommand()
    {
        string program = Environment.ProcessPath ?? throw new CliException("the system does not say what program this is.");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, "exec", Path.Combine(AppContext.BaseDirectory, "logfn.dll")] : [program];
    }

    private static string LastLine(string logFile)
    {
        string? line = File.Exists(logFile) ? File.ReadLines(logFile).LastOrDefault(text => text.Length > 0) : null;
        const string Prefix = "logfn: ";
        return SafeText.ForTerminal(line?.StartsWith(Prefix, StringComparison.Ordinal) is true ? line[Prefix.Length..] : line ?? "it wrote nothing");
    }
}
