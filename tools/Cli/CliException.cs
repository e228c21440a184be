namespace LogFunctions.Cli;

/// <summary>Exit codes of <c>logfn</c>.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed, or interrupted before it was done.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: nothing was started.</summary>
    public const int WrongUsage = 2;
}

/// <summary>
/// Ends the command with one clear sentence on standard error: what was wrong, where, and what to do. Text taken from logs,
/// files or the environment may stand in the message as it is; it is escaped where it is shown.
/// </summary>
internal sealed class CliException(string message, int exitCode = ExitCode.Failed, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>1 = failed, 2 = wrong usage.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>A usage error (exit code 2).</summary>
    public static CliException Usage(string message) => new(message, Cli.ExitCode.WrongUsage);
}
