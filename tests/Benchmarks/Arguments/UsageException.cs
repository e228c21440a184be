namespace LogFunctions.Benchmarks.Arguments;

/// <summary>The command line is wrong: exit code 2, with the usage.</summary>
internal sealed class UsageException(string message) : Exception(message);
