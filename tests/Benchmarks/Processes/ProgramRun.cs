using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LogFunctions.Benchmarks.Processes;

/// <summary>How a program ended and what it wrote.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private const int TailLines = 30;

    /// <summary>The last lines of both streams: what a person needs to see of a failure.</summary>
    public string Tail => string.Join('\n', (Output + Error).TrimEnd().Split('\n')[^Math.Min(TailLines, (Output + Error).TrimEnd().Split('\n').Length)..]);

    /// <summary>Runs a program to its end. When cancelled it and its children are killed before the exception leaves.</summary>
    /// <exception cref="BenchmarkException">The program is not installed.</exception>
    public static async Task<ProgramRun> RunAsync(string program, IReadOnlyList<string> arguments, string workingDirectory, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        RemoveBuildVariables(start);
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return new ProgramRun(process.ExitCode, await output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} did not start.");
        }
        catch (Win32Exception exception)
        {
            throw new BenchmarkException($"{start.FileName} cannot be started: {exception.Message}", exception);
        }
    }

    // `dotnet run` tells its child where its own SDK lies; a build of another revision may need another one. A build server would outlive us.
    private static void RemoveBuildVariables(ProcessStartInfo start)
    {
        foreach (string name in start.Environment.Keys.Where(key => key.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
    }
}
