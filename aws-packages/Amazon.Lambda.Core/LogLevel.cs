namespace Amazon.Lambda.Core;

/// <summary>Weight of a log message, ascending. <c>AWS_LAMBDA_LOG_LEVEL</c> names the least that is written.</summary>
public enum LogLevel
{
    /// <summary>Finest detail.</summary>
    Trace = 0,

    /// <summary>For debugging.</summary>
    Debug = 1,

    /// <summary>Normal course; the default threshold.</summary>
    Information = 2,

    /// <summary>Surprising, nothing lost.</summary>
    Warning = 3,

    /// <summary>Something failed.</summary>
    Error = 4,

    /// <summary>The function can't go on.</summary>
    Critical = 5,
}
