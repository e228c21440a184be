namespace LogFunctions.Benchmarks.Processes;

/// <summary>The benchmark cannot be carried out here; the message says why, in words for the person who started it.</summary>
internal sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>2 where the command line is to blame, else 1.</summary>
    public int ExitCode { get; init; } = 1;
}
