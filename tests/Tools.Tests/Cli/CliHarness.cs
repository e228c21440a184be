using LogFunctions.Cli;

namespace LogFunctions.Tools.Tests.Cli;

/// <summary>Runs `logfn` in this process over string writers.</summary>
internal static class CliHarness
{
    // What else runs on this machine must not change a test.
    public static string NoRuns { get; } = Path.Combine(Path.GetTempPath(), "logfn-tests-without-runs");

    public static Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args) => RunAsync(_ => null, args);

    /// <param name="readVariable">The environment.</param>
    /// <param name="args">The command line.</param>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(Func<string, string?> readVariable, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await Program.RunAsync(args, Context(output, error, readVariable), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    public static CliContext Context(TextWriter output, TextWriter error, Func<string, string?>? readVariable = null, string? cacheDirectory = null) => new()
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
        GetEnvironmentVariable = readVariable ?? (_ => null),
        CacheDirectory = cacheDirectory ?? NoRuns,
    };
}
