using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Redrive;

/// <summary>Objects as files of a folder, as <c>logfn up</c> or <c>aws s3 sync</c> leaves them; the state of X is beside it in X.redriven.</summary>
internal sealed class FolderObjects(string folder) : IObjectSource, IStateStore
{
    /// <summary>Suffix of our own files.</summary>
    public const string StateSuffix = ".redriven";

    /// <summary>Bytes of the largest object that is read; Lambda writes up to about 8 MB, the Aggregator less.</summary>
    public const long MaxObjectBytes = 64 << 20;

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException($"{folder} is not a folder; give --from a folder of on-failure objects and reject files, or s3://bucket/prefix.");
        }

        IReadOnlyList<string> names = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(name => !name.EndsWith(StateSuffix, StringComparison.Ordinal) && !name.EndsWith(".tmp", StringComparison.Ordinal) && !Path.GetFileName(name).StartsWith('.'))
            .Order(StringComparer.Ordinal)];
        return Task.FromResult(names);
    }

    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(PathOf(name));
            return file.Length > MaxObjectBytes
                ? throw new RedriveException($"it has {file.Length} bytes; on-failure objects and reject files are much smaller")
                : await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RedriveException($"it can't be read: {exception.Message}", exception);
        }
    }

    async Task<ObjectState?> IStateStore.ReadAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name) + StateSuffix;
        return File.Exists(path) ? ObjectState.Parse(await File.ReadAllTextAsync(path, cancellationToken), path) : null;
    }

    public Task WriteAsync(string name, ObjectState state, CancellationToken cancellationToken) =>
        WriteAtomicallyAsync(PathOf(name) + StateSuffix, state.ToJson() + "\n", cancellationToken);

    /// <summary>Renaming is atomic: a crash leaves the old file or the new one.</summary>
    public static async Task WriteAtomicallyAsync(string path, string text, CancellationToken cancellationToken)
    {
        try
        {
            string target = ResultFile.LinkTarget(path);
            string temporary = $"{target}.{Environment.ProcessId}.tmp";
            await File.WriteAllTextAsync(temporary, text, cancellationToken);
            ResultFile.Replace(temporary, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Going on would put records that nobody remembers.
            throw new CliException($"{path} can't be written, so what is put back can't be noted: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
