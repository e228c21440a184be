using LogFunctions.Cli.Replay;
using Microsoft.Win32.SafeHandles;

namespace LogFunctions.Cli.Up.Feeds;

/// <summary>
/// A file that a server writes, followed by its name as `tail -F` does: when it is renamed and a new one takes its place, first the rest of the old one is
/// read, then the new one from its beginning; the old one is looked at for a while longer, for servers go on writing into it until they are told. When it
/// is cut to a shorter length (logrotate's copytruncate), it is read from its beginning. A file that is cut and grows past the old length between two
/// looks goes unnoticed, as with `tail`.
/// </summary>
internal sealed class GrowingFile : IGrowingText
{
    private const FileShare Sharing = FileShare.ReadWrite | FileShare.Delete;
    private static readonly TimeSpan s_oldOnesFor = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly TimeProvider _time;
    private SafeFileHandle _file;
    private long _offset;
    private SafeFileHandle? _old;
    private long _oldOffset;
    private long _replacedAt;

    /// <param name="path">The file.</param>
    /// <param name="fromStart">Whether what is in it already is read, too.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CliException">It is not there, or is no text.</exception>
    public GrowingFile(string path, bool fromStart, TimeProvider time)
    {
        _path = path;
        _time = time;
        _file = LogFile.OpenGrowing(path);
        _offset = fromStart ? 0 : LastLineStart(_file);
    }

    public bool HasEnded => false;

    public int Read(Span<byte> buffer)
    {
        try
        {
            if (_old is not null && ReadFrom(_old, ref _oldOffset, buffer) is > 0 and int late)
            {
                return late;
            }

            int read = ReadFrom(_file, ref _offset, buffer);
            if (read == 0 && Replace())
            {
                read = ReadFrom(_file, ref _offset, buffer);
            }

            return read;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--follow {_path} can't be read any more: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _old?.Dispose();
    }

    private static int ReadFrom(SafeFileHandle file, ref long offset, Span<byte> buffer)
    {
        if (RandomAccess.GetLength(file) < offset)
        {
            offset = 0;
        }

        int read = RandomAccess.Read(file, buffer, offset);
        offset += read;
        return read;
    }

    /// <summary>Whether another file stands under the name, which is read from now on.</summary>
    private bool Replace()
    {
        if (_old is not null && _time.GetElapsedTime(_replacedAt) > s_oldOnesFor)
        {
            _old.Dispose();
            _old = null;
        }

        if (FileIdentity.Of(_path) is not { } now || now == FileIdentity.Of(_file))
        {
            return false; // between two files there is a moment without any
        }

        SafeFileHandle next;
        try
        {
            next = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, Sharing);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        _old?.Dispose();
        (_old, _oldOffset, _replacedAt) = (_file, _offset, _time.GetTimestamp());
        (_file, _offset) = (next, 0);
        return true;
    }

    // A line that is being written is not cut.
    private static long LastLineStart(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> end = stackalloc byte[4096];
        for (long to = length; to > 0; to -= end.Length)
        {
            long from = Math.Max(0, to - end.Length);
            int read = RandomAccess.Read(file, end[..(int)(to - from)], from);
            if (end[..read].LastIndexOf((byte)'\n') is >= 0 and int at)
            {
                return from + at + 1;
            }
        }

        return 0;
    }
}
