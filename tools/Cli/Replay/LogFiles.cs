using LogFunctions.Cli.Report;

namespace LogFunctions.Cli.Replay;

/// <summary>Several logs as one stream of lines, in the order they were named: files, globs, folders, and standard input.</summary>
internal static class LogFiles
{
    /// <summary>The files that paths and globs mean; <c>-</c> stays.</summary>
    /// <exception cref="CliException">Nothing is there.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) =>
        [.. paths.SelectMany(path => Directory.Exists(path) || path.AsSpan().IndexOfAny('*', '?') >= 0 ? InputFinder.Expand(path) : [path])];

    /// <summary>Opens them all, so that what is wrong with any of them is said before anything is started.</summary>
    /// <param name="context">For standard input.</param>
    /// <param name="paths">As <see cref="Expand"/> gives them.</param>
    /// <exception cref="CliException">One is missing, empty, binary, or can't be read.</exception>
    public static Stream Open(CliContext context, IReadOnlyList<string> paths)
    {
        var opened = new List<Stream>();
        try
        {
            foreach (string path in paths)
            {
                opened.Add(path == InputFile.StandardInput ? LogFile.OpenPipe(context.OpenInput()) : LogFile.Open(path));
            }

            return opened.Count == 1 ? opened[0] : new LineJoinedStream(opened);
        }
        catch
        {
            opened.ForEach(stream => stream.Dispose());
            throw;
        }
    }
}
