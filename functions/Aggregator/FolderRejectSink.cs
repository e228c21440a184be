namespace LogFunctions.Aggregator;

/// <summary>Keeps rejects in a folder: the local stand-in for the bucket.</summary>
/// <param name="folder">Made when it is first needed.</param>
public sealed class FolderRejectSink(string folder) : IRejectSink
{
    /// <inheritdoc/>
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, Path.Combine(key.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Renaming is atomic: a reader, or a crash, never meets half a file.
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        await File.WriteAllBytesAsync(temporary, gzipNdjson, cancellationToken);
        File.Move(temporary, path, overwrite: true);
    }
}
