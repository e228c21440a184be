namespace LogFunctions.LocalCloud.Lambda;

/// <summary>Runs a function on one event.</summary>
internal interface IFunctionInvoker
{
    /// <param name="payload">The event's JSON; must stay unchanged until the call has completed.</param>
    Task<InvokeResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
