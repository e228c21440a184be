namespace LogFunctions.LocalCloud.EventSource;

/// <summary>A folder as an on-failure destination; <c>logfn redrive --from FOLDER</c> reads it.</summary>
/// <param name="folder">Made when it is not there.</param>
internal sealed class FolderDestination(string folder) : IFailureDestination
{
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, key.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path + ".partial", content, cancellationToken);
        File.Move(path + ".partial", path, overwrite: true);
    }
}
