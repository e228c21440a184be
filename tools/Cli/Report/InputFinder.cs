using System.IO.Enumeration;

namespace LogFunctions.Cli.Report;

/// <summary>From what the user named to the files that are meant.</summary>
/// <param name="time">The clock: arrival of what comes through a pipe.</param>
internal sealed class InputFinder(TimeProvider time)
{
    private const int HeadBytes = 64 * 1024;
    private const long MaxPayloadBytes = 32 << 20;

    /// <summary>The files of paths, globs (<c>*</c>, <c>?</c>) and folders (with their folders), each once, in the order they were named.</summary>
    /// <exception cref="CliException">One is missing, can't be read, or holds nothing.</exception>
    public IReadOnlyList<InputFile> Find(IReadOnlyList<string> paths)
    {
        var files = new List<InputFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in paths.SelectMany(Expand))
        {
            if (seen.Add(path == InputFile.StandardInput ? path : Path.GetFullPath(path)))
            {
                files.Add(Look(path));
            }
        }

        return files;
    }

    /// <exception cref="CliException">Nothing is there.</exception>
    public static IEnumerable<string> Expand(string path)
    {
        if (path == InputFile.StandardInput || File.Exists(path))
        {
            return [path];
        }

        bool isGlob = path.AsSpan().IndexOfAny('*', '?') >= 0;
        string[] found = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)]
            : isGlob ? [.. Matches(path)]
            : throw new CliException($"{path} does not exist.");
        return found.Length > 0 ? found.Order(StringComparer.Ordinal)
            : throw new CliException(isGlob ? $"no file matches {path}." : $"the folder {path} holds no files.");
    }

    private static IEnumerable<string> Matches(string glob)
    {
        // The shell expands what it can; this is for quoted globs and for Windows. Only names may have wildcards.
        string folder = Path.GetDirectoryName(glob) is { Length: > 0 } given ? given : ".";
        if (folder.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            return Directory.Exists(Path.GetDirectoryName(folder) is { Length: > 0 } root ? root : ".")
                ? Matches(folder, Path.GetFileName(glob))
                : [];
        }

        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(file => FileSystemName.MatchesSimpleExpression(Path.GetFileName(glob), Path.GetFileName(file), ignoreCase: false))
            : [];
    }

    private static IEnumerable<string> Matches(string folderGlob, string name)
    {
        string root = Path.GetDirectoryName(folderGlob) is { Length: > 0 } given ? given : ".";
        return Directory.EnumerateDirectories(root)
            .Where(folder => FileSystemName.MatchesSimpleExpression(Path.GetFileName(folderGlob), Path.GetFileName(folder), ignoreCase: false))
            .SelectMany(folder => Matches(Path.Combine(folder, name)));
    }

    private InputFile Look(string path)
    {
        if (path == InputFile.StandardInput)
        {
            return new InputFile(path, InputKind.Stream, 0, time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        try
        {
            using FileStream file = Open(path);
            long arrivalMs = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeMilliseconds();
            if (!file.CanSeek)
            {
                return new InputFile(path, InputKind.Stream, 0, arrivalMs);
            }

            byte[] head = new byte[HeadBytes];
            int length = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            return new InputFile(path, KindOf(head.AsSpan(0, length), file.Length), file.Length, arrivalMs);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    /// <summary>A stream for reading; others may go on writing to the file.</summary>
    public static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    });

    private static InputKind KindOf(ReadOnlySpan<byte> head, long bytes)
    {
        if (head is [0x1F, 0x8B, ..])
        {
            return InputKind.Stream;
        }

        // Header lines hold for the lines after them.
        if (head.StartsWith("#"u8) || head.IndexOf("\n#"u8) >= 0)
        {
            return InputKind.Stream;
        }

        int end = head.IndexOf((byte)'\n');
        ReadOnlySpan<byte> first = (end < 0 ? head : head[..end]).Trim(" \t\r"u8);
        bool isValueOverLines = !first.IsEmpty && first[0] is (byte)'{' or (byte)'[' && first[^1] is not ((byte)'}' or (byte)']');
        bool isContainer = end < 0 || head is [0xF3, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..];
        return (isValueOverLines || isContainer) && bytes <= MaxPayloadBytes ? InputKind.Payload : InputKind.Lines;
    }
}
