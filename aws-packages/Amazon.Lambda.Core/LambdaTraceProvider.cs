using System.Diagnostics.CodeAnalysis;

namespace Amazon.Lambda.Core;

/// <summary>The AWS X-Ray trace header of the current invocation.</summary>
[SuppressMessage("Design", "CA1052:Static holder types should be Static or NotInheritable", Justification = "Published as a class with a public constructor.")]
public class LambdaTraceProvider
{
    private static string? s_traceId;

    /// <summary>Trace header, <c>Root=…;Parent=…;Sampled=…</c>, or null when the service sent none.</summary>
    public static string? CurrentTraceId => s_traceId ?? Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");

    internal static void SetCurrentTraceId(string? traceId) => s_traceId = traceId;
}
