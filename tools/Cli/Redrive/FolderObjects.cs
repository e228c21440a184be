namespace LogFunctions.Cli.Redrive;

/// <summary>A folder, such as the bucket of <c>logfn up --data</c> or a synchronised copy of one.</summary>
internal sealed class FolderObjects(string folder) : IObjectStore
{
    public string Name => folder;

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException($"{folder} is no folder; name the folder or s3://bucket that holds rejects/ and aws/lambda/.");
        }

        IReadOnlyList<string> keys = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
        return Task.FromResult(keys);
    }

    public Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken) => File.ReadAllBytesAsync(PathOf(key), cancellationToken);

    public async Task WriteAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        string path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path + ".partial", content, cancellationToken);
        File.Move(path + ".partial", path, overwrite: true);
    }

    public void Dispose()
    {
    }

    private string PathOf(string key) => Path.Combine(folder, Path.Combine(key.Split('/')));
}
