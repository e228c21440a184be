using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace LogFunctions.Cli.Replay;

/// <summary>
/// A log file as a stream of text bytes. Gzip files (rotated logs) are unpacked on the way. Whatever else can be wrong with
/// a file is said before anything is started.
/// </summary>
internal static class LogFile
{
    // As much as tools like grep look at to tell text from binary.
    private const int ProbeBytes = 32 * 1024;

    /// <summary>Opens a file and looks at its beginning.</summary>
    /// <exception cref="CliException">Missing, a folder, unreadable, empty, binary, or compressed in a way we do not unpack.</exception>
    public static Stream Open(string path)
    {
        FileStream file = OpenFile(path);
        try
        {
            return Probe(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A pipe, text or gzip.</summary>
    /// <exception cref="CliException">It brings nothing, or no text.</exception>
    public static Stream OpenPipe(Stream pipe) => Probe(pipe, "standard input");

    /// <summary>Opens a file to which something is still added; it may be empty by now, and may be renamed or deleted meanwhile.</summary>
    /// <exception cref="CliException">Missing, a folder, unreadable, binary or compressed.</exception>
    public static SafeFileHandle OpenGrowing(string path)
    {
        using FileStream probe = OpenFile(path);
        byte[] head = new byte[ProbeBytes];
        int length = ReadHead(probe, head, path);
        if (head.AsSpan(0, length) is [0x1F, 0x8B, ..])
        {
            throw new CliException($"{path} is a gzip file, to which nothing is added; give it by --input.");
        }

        CheckText(head.AsSpan(0, length), path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CliException($"--input {path} is a folder; name a log file.");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0, Share = FileShare.ReadWrite | FileShare.Delete });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"--input {path} does not exist.", ExitCode.Failed, exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CliException($"--input {path} can't be read: permission denied.", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            throw new CliException($"--input {path} can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    private static HeadedStream Probe(Stream file, string path)
    {
        byte[] head = new byte[ProbeBytes];
        int length = ReadHead(file, head, path);
        if (length == 0)
        {
            throw new CliException($"--input {path} is empty: there is nothing to count.");
        }

        if (head.AsSpan(0, length) is [0x1F, 0x8B, ..])
        {
            return ProbeGzip(file, head.AsSpan(0, length).ToArray(), path);
        }

        CheckText(head.AsSpan(0, length), path);
        return new HeadedStream(head.AsMemory(0, length), file);
    }

    private static HeadedStream ProbeGzip(Stream file, byte[] packedHead, string path)
    {
        var unpacked = new GzipFileStream(new HeadedStream(packedHead, file), path);
        byte[] head = new byte[ProbeBytes];
        int length = ReadHead(unpacked, head, path);
        if (length == 0)
        {
            throw new CliException($"--input {path} is an empty gzip file: there is nothing to count.");
        }

        CheckText(head.AsSpan(0, length), path + " (unpacked)");
        return new HeadedStream(head.AsMemory(0, length), unpacked);
    }

    private static int ReadHead(Stream stream, byte[] head, string path)
    {
        try
        {
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CliException($"--input {path} can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    private static void CheckText(ReadOnlySpan<byte> head, string path)
    {
        string? packing = head switch
        {
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00, ..] => "xz",
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, ..] => "bzip2",
            [(byte)'P', (byte)'K', 0x03, 0x04, ..] => "zip",
            _ => null,
        };
        if (packing is not null)
        {
            throw new CliException($"--input {path} is a {packing} file; unpack it first (text and gzip can be read).");
        }

        // No text encoding of a log has NUL bytes, but UTF-16.
        int nul = head.IndexOf((byte)0);
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new CliException($"--input {path} is UTF-16 text; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8).");
        }

        if (nul >= 0)
        {
            throw new CliException(string.Create(CultureInfo.InvariantCulture, $"--input {path} is a binary file, not a log (NUL byte at offset {nul:N0})."));
        }
    }
}
