namespace Amazon.Lambda.Core;

/// <summary>
/// Logger of an invocation. Messages may hold named places, <c>{count}</c>, which the arguments fill in order.
/// The overloads with a level fall back on <see cref="LogLine"/> for implementations that know no levels.
/// </summary>
public interface ILambdaLogger
{
    /// <summary>Writes the text as it is.</summary>
    void Log(string message);

    /// <summary>Writes a line with time, request id and level Information.</summary>
    void LogLine(string message);

    /// <summary>Writes a line with the given level.</summary>
    void Log(string level, string message) => LogLine(message);

    /// <summary>Writes a line with the given level.</summary>
    void Log(LogLevel level, string message) => Log(level.ToString(), message);

    /// <summary>Writes a line with level Trace.</summary>
    void LogTrace(string message) => Log(nameof(LogLevel.Trace), message);

    /// <summary>Writes a line with level Debug.</summary>
    void LogDebug(string message) => Log(nameof(LogLevel.Debug), message);

    /// <summary>Writes a line with level Information.</summary>
    void LogInformation(string message) => Log(nameof(LogLevel.Information), message);

    /// <summary>Writes a line with level Warning.</summary>
    void LogWarning(string message) => Log(nameof(LogLevel.Warning), message);

    /// <summary>Writes a line with level Error.</summary>
    void LogError(string message) => Log(nameof(LogLevel.Error), message);

    /// <summary>Writes a line with level Critical.</summary>
    void LogCritical(string message) => Log(nameof(LogLevel.Critical), message);

    /// <summary>Fills the message's places and writes it with the given level.</summary>
    void Log(string level, string message, params object?[] args) => Log(level, message);

    /// <summary>Fills the message's places and writes it with the given level, followed by the exception.</summary>
    void Log(string level, Exception exception, string message, params object?[] args)
    {
        Log(level, message, args);
        Log(level, exception.ToString());
    }

    /// <summary>Fills the message's places and writes it with the given level.</summary>
    void Log(LogLevel level, string message, params object?[] args) => Log(level.ToString(), message, args);

    /// <summary>Fills the message's places and writes it with the given level, followed by the exception.</summary>
    void Log(LogLevel level, Exception exception, string message, params object?[] args) => Log(level.ToString(), exception, message, args);

    /// <summary>Fills the message's places and writes it with level Trace.</summary>
    void LogTrace(string message, params object?[] args) => Log(nameof(LogLevel.Trace), message, args);

    /// <summary>Fills the message's places and writes it with level Trace, followed by the exception.</summary>
    void LogTrace(Exception exception, string message, params object?[] args) => Log(nameof(LogLevel.Trace), exception, message, args);

    /// <summary>Fills the message's places and writes it with level Debug.</summary>
    void LogDebug(string message, params object?[] args) => Log(nameof(LogLevel.Debug), message, args);

    /// <summary>Fills the message's places and writes it with level Debug, followed by the exception.</summary>
    void LogDebug(Exception exception, string message, params object?[] args) => Log(nameof(LogLevel.Debug), exception, message, args);

    /// <summary>Fills the message's places and writes it with level Information.</summary>
    void LogInformation(string message, params object?[] args) => Log(nameof(LogLevel.Information), message, args);

    /// <summary>Fills the message's places and writes it with level Information, followed by the exception.</summary>
    void LogInformation(Exception exception, string message, params object?[] args) => Log(nameof(LogLevel.Information), exception, message, args);

    /// <summary>Fills the message's places and writes it with level Warning.</summary>
    void LogWarning(string message, params object?[] args) => Log(nameof(LogLevel.Warning), message, args);

    /// <summary>Fills the message's places and writes it with level Warning, followed by the exception.</summary>
    void LogWarning(Exception exception, string message, params object?[] args) => Log(nameof(LogLevel.Warning), exception, message, args);

    /// <summary>Fills the message's places and writes it with level Error.</summary>
    void LogError(string message, params object?[] args) => Log(nameof(LogLevel.Error), message, args);

    /// <summary>Fills the message's places and writes it with level Error, followed by the exception.</summary>
    void LogError(Exception exception, string message, params object?[] args) => Log(nameof(LogLevel.Error), exception, message, args);

    /// <summary>Fills the message's places and writes it with level Critical.</summary>
    void LogCritical(string message, params object?[] args) => Log(nameof(LogLevel.Critical), message, args);

    /// <summary>Fills the message's places and writes it with level Critical, followed by the exception.</summary>
    void LogCritical(Exception exception, string message, params object?[] args) => Log(nameof(LogLevel.Critical), exception, message, args);
}
