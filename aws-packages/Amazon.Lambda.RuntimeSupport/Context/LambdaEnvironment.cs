using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport.Context;

/// <summary>What the service says about the function by environment variables, which do not change while the process lives.</summary>
internal sealed class LambdaEnvironment(Func<string, string?> read)
{
    public const string TraceIdVariable = "_X_AMZN_TRACE_ID";

    public string FunctionName { get; } = read("AWS_LAMBDA_FUNCTION_NAME") ?? string.Empty;

    public string FunctionVersion { get; } = read("AWS_LAMBDA_FUNCTION_VERSION") ?? string.Empty;

    public string LogGroupName { get; } = read("AWS_LAMBDA_LOG_GROUP_NAME") ?? string.Empty;

    public string LogStreamName { get; } = read("AWS_LAMBDA_LOG_STREAM_NAME") ?? string.Empty;

    /// <summary>Configured memory, MB; 0 when unknown.</summary>
    public int MemoryMB { get; } = int.TryParse(read("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out int megabytes) ? megabytes : 0;
}
