namespace LogFunctions.LocalCloud.Lambda;

/// <summary>One event on its way to a function, until somebody completes it.</summary>
internal sealed class Invocation(ReadOnlyMemory<byte> payload, string requestId)
{
    private readonly TaskCompletionSource<InvokeResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = requestId;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Milliseconds since the Unix epoch; known once a process has taken the invocation.</summary>
    public long DeadlineMs { get; set; }

    public Task<InvokeResult> Completed => _completion.Task;

    /// <summary>The first completion counts.</summary>
    public bool TryComplete(InvokeResult result) => _completion.TrySetResult(result);
}
