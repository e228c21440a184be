namespace LogFunctions.Core.Payloads;

/// <summary>Bounds of reading a payload. Immutable.</summary>
public sealed record PayloadOptions
{
    /// <summary>
    /// Most bytes that one payload may inflate to, all its gzip parts together (<c>MAX_INFLATED_BYTES</c>); what goes past it is one
    /// reject. Default 64 MiB: a 1 MiB record of logs inflates to 10 to 20 MiB. 64 KiB to 1 GiB.
    /// </summary>
    public long MaxInflatedBytes { get; init; } = 64 * 1024 * 1024;
}
