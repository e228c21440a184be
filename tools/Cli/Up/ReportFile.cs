namespace LogFunctions.Cli.Up;

/// <summary>
/// The file a report goes to. It is opened for writing before the work starts, under a name of its own, so that a wrong path is
/// found at once and an interrupted run never leaves half a report or destroys the last one.
/// </summary>
internal sealed class ReportFile : IDisposable
{
    private readonly string _path;
    private readonly string _partialPath;
    private readonly FileStream _partial;
    private bool _committed;

    private ReportFile(string path)
    {
        _path = path;
        _partialPath = $"{path}.{Environment.ProcessId}.partial";
        _partial = new FileStream(_partialPath, FileMode.Create, FileAccess.Write);
    }

    /// <exception cref="CliException">The path can't be written.</exception>
    public static ReportFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CliException($"--report {path} is a folder; name a file.");
        }

        try
        {
            return new ReportFile(path);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new CliException($"--report {path}: the folder does not exist.", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException($"--report {path} can't be written: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    /// <summary>Puts the report in its place, whole.</summary>
    public void Commit(ReadOnlySpan<byte> report)
    {
        _partial.Write(report);
        _partial.Dispose();
        File.Move(_partialPath, _path, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        _partial.Dispose();
        if (!_committed)
        {
            File.Delete(_partialPath);
        }
    }
}
