namespace LogFunctions.Cli.Redrive;

/// <summary>Objects under one place: a bucket's prefix, or a folder. Keys are relative to it, with slashes.</summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>The place in words, for messages.</summary>
    string Name { get; }

    /// <summary>All keys, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken);

    Task WriteAsync(string key, byte[] content, CancellationToken cancellationToken);
}
