using LogFunctions.Cli;

namespace LogFunctions.Tools.Tests.Cli;

/// <summary>Runs `logfn` in this process over string writers.</summary>
internal static class CliHarness
{
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await Program.RunAsync(args, Context(output, error), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    public static CliContext Context(TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        OpenInput = () => Stream.Null,
        OpenOutput = () => Stream.Null,
        OutConsole = CliContext.CreateConsole(output, isTerminal: false),
        ErrorConsole = CliContext.CreateConsole(error, isTerminal: false),
        IsInteractive = false,
        OutIsTerminal = false,
        Time = TimeProvider.System,
        GetEnvironmentVariable = _ => null,
    };
}
