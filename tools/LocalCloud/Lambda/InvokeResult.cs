using System.Text;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud;

/// <summary>How an invocation ended.</summary>
public enum InvokeStatus
{
    /// <summary>The function answered.</summary>
    Succeeded,

    /// <summary>The function ran and failed: it reported an error, died, or passed its time limit.</summary>
    FunctionError,

    /// <summary>The function was not run: too many invocations wait.</summary>
    Throttled,
}

/// <summary>The answer to one invocation.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="RequestId">The id the function saw as its AWS request id.</param>
/// <param name="Payload">What the function answered, or the error as JSON (<c>errorType</c>, <c>errorMessage</c>, <c>stackTrace</c>).</param>
public sealed record InvokeResult(InvokeStatus Status, string RequestId, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>One line that names the error: type and message; empty when there is none.</summary>
    public string ErrorSummary
    {
        get
        {
            if (Status == InvokeStatus.Succeeded)
            {
                return "";
            }

            try
            {
                JsonNode? error = JsonNode.Parse(Payload.Span);
                return $"{error?["errorType"]}: {error?["errorMessage"]}";
            }
            catch (Exception invalid) when (invalid is System.Text.Json.JsonException or InvalidOperationException)
            {
                return Text;
            }
        }
    }

    internal static InvokeResult Error(string requestId, string errorType, string errorMessage, InvokeStatus status = InvokeStatus.FunctionError) =>
        new(status, requestId, Encoding.UTF8.GetBytes(new JsonObject { ["errorType"] = errorType, ["errorMessage"] = errorMessage }.ToJsonString()));
}
