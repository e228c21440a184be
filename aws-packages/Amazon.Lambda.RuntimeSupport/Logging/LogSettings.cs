using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>Least level and format of log lines, from the function's environment. Values that mean nothing count as unset.</summary>
internal sealed record LogSettings(LogLevel Least, LogFormat Format)
{
    public static LogSettings From(Func<string, string?> read) => new(
        ParseLevel(read("AWS_LAMBDA_HANDLER_LOG_LEVEL") ?? read("AWS_LAMBDA_LOG_LEVEL")) ?? LogLevel.Information,
        Enum.TryParse(read("AWS_LAMBDA_HANDLER_LOG_FORMAT") ?? read("AWS_LAMBDA_LOG_FORMAT"), ignoreCase: true, out LogFormat format) ? format : LogFormat.Default);

    /// <summary>The level of a name, in .NET's words or those of the Lambda console (INFO, WARN, FATAL); null when it is none.</summary>
    public static LogLevel? ParseLevel(string? name) => name?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => null,
    };
}
