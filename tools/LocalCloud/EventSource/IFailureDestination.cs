namespace LogFunctions.LocalCloud.EventSource;

/// <summary>Where records go that were given up: the template's on-failure destination.</summary>
internal interface IFailureDestination
{
    /// <param name="key">Object key, slashes between its parts.</param>
    Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
