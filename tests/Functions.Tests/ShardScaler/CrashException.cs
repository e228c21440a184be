namespace LogFunctions.Functions.Tests.ShardScaler;

/// <summary>The process is gone.</summary>
internal sealed class CrashException : Exception;
