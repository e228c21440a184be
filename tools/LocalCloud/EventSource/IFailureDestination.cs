namespace LogFunctions.LocalCloud.EventSource;

/// <summary>Where records go that were given up: the template's on-failure destination.</summary>
internal interface IFailureDestination
{
    /// <param name="key">Object key, slashes between its parts.</param>
    Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>A bucket as a folder: every object a file, written whole or not at all.</summary>
internal sealed class FolderDestination(string directory) : IFailureDestination
{
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, Path.Combine(key.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = path + ".partial";
        await File.WriteAllBytesAsync(partial, content, cancellationToken);
        File.Move(partial, path, overwrite: true);
    }
}
