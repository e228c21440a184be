namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>How log lines look, <c>AWS_LAMBDA_LOG_FORMAT</c>.</summary>
internal enum LogFormat
{
    /// <summary>Time, request id, level and message between tabs.</summary>
    Default,

    /// <summary>The message alone.</summary>
    Unformatted,

    /// <summary>One JSON object per line.</summary>
    Json,
}
