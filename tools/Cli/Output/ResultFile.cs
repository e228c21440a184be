namespace LogFunctions.Cli.Output;

/// <summary>
/// The file that a result goes to. It is opened before the work starts, so that a wrong path is found at once. A regular file is written
/// under a name of its own and put in its place whole, so that an interrupted run never leaves half a result or destroys the last one;
/// what is none (a pipe, a device) is written into. Symbolic links are followed. <c>-</c> is standard output.
/// </summary>
internal sealed class ResultFile : IDisposable
{
    /// <summary>Stands for standard output.</summary>
    public const string StandardOutput = "-";

    // As many as Linux follows.
    private const int MaxLinks = 40;

    private readonly string _option;
    private readonly string _named;
    private readonly string? _target;
    private readonly Stream _stream;
    private bool _committed;

    private ResultFile(string option, string named, string? target, Stream stream)
    {
        _option = option;
        _named = named;
        _target = target;
        _stream = stream;
    }

    /// <summary>Whether a path means standard output: then nothing else may be written there.</summary>
    public static bool IsStandardOutput(string? path) => path is StandardOutput or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";

    /// <param name="context">For standard output.</param>
    /// <param name="path">What the user named.</param>
    /// <param name="option">The option, for messages.</param>
    /// <exception cref="CliException">The path can't be written.</exception>
    public static ResultFile Open(CliContext context, string path, string option)
    {
        if (IsStandardOutput(path))
        {
            return new ResultFile(option, path, target: null, context.OpenOutput());
        }

        if (Directory.Exists(path))
        {
            throw new CliException($"{option} {path} is a folder; name a file.");
        }

        try
        {
            if (OpenIfNotRegular(path) is { } device)
            {
                return new ResultFile(option, path, target: null, device);
            }

            string target = LinkTarget(path);
            var partial = new FileStream(PartialPath(target), FileMode.Create, FileAccess.Write);
            return new ResultFile(option, path, target, partial);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new CliException($"{option} {path}: the folder does not exist.", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CannotWrite(option, path, exception);
        }
    }

    /// <summary>Writes the result and puts it in its place, whole.</summary>
    /// <exception cref="CliException">It can't be written, such as on a full disk.</exception>
    public async Task CommitAsync(Func<Stream, Task> writeAsync)
    {
        try
        {
            await writeAsync(_stream);
            await _stream.FlushAsync();
            if (_target is not null)
            {
                await _stream.DisposeAsync();
                Replace(PartialPath(_target), _target);
            }

            _committed = true;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException io && !ClosedPipe.IsCauseOf(io)))
        {
            throw CannotWrite(_option, _named, exception);
        }
    }

    /// <inheritdoc cref="CommitAsync(Func{Stream, Task})"/>
    public Task CommitAsync(ReadOnlyMemory<byte> result) => CommitAsync(stream => stream.WriteAsync(result).AsTask());

    public void Dispose()
    {
        _stream.Dispose();
        if (_target is not null && !_committed)
        {
            File.Delete(PartialPath(_target));
        }
    }

    /// <summary>Where a path leads over symbolic links, also to a file that is not there yet.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string LinkTarget(string path)
    {
        // File.ResolveLinkTarget wants the file to be there.
        string at = Path.GetFullPath(path);
        for (int hops = 0; new FileInfo(at).LinkTarget is { } next; hops++)
        {
            at = hops < MaxLinks ? Path.GetFullPath(next, Path.GetDirectoryName(at)!) : throw new IOException("its symbolic links lead in a circle");
        }

        return at;
    }

    /// <summary>Renames a finished file into place; a file that stood there hands on its permissions.</summary>
    public static void Replace(string finished, string target)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(finished, File.GetUnixFileMode(target));
        }

        File.Move(finished, target, overwrite: true);
    }

    /// <summary>A pipe or a device, opened for writing; null for a regular file and for nothing.</summary>
    private static FileStream? OpenIfNotRegular(string path)
    {
        if (!File.Exists(LinkTarget(path)) && !IsMagicLink(path))
        {
            return null;
        }

        // Opening does not change a file, and its lock must not be in the way of whoever reads it.
        var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });
        string target = LinkTarget(path);
        if (!stream.CanSeek || target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }

    // Links such as /proc/self/fd/3 lead to what has no path.
    private static bool IsMagicLink(string path) => LinkTarget(path).StartsWith("/proc/", StringComparison.Ordinal) && File.Exists(path);

    private static string PartialPath(string target) => $"{target}.{Environment.ProcessId}.partial";

    private static CliException CannotWrite(string option, string path, Exception exception) =>
        new($"{option} {path} can't be written: {exception.Message}", ExitCode.Failed, exception);
}
