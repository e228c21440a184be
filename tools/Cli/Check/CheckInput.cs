using System.IO.Compression;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Check;

/// <summary>
/// Reads a file or standard input into a checker. What fits into memory is read as one payload, containers and all; a larger
/// input (text, or gzip of text) in pieces of whole lines.
/// </summary>
internal static class CheckInput
{
    private const int WholeBytes = 32 * 1024 * 1024;
    private const int PieceBytes = 4 * 1024 * 1024;

    /// <exception cref="CliException">The input is missing, no file, unreadable, or holds no lines.</exception>
    public static void Read(CliContext context, string path, LineChecker checker)
    {
        string name = path == "-" ? "standard input" : path;
        try
        {
            using Stream input = path == "-" ? context.OpenInput() : OpenFile(path);
            ReadStream(input, checker);
        }
        catch (InvalidDataException exception)
        {
            throw new CliException($"{name} is damaged gzip: {checker.Lines:N0} lines could be read before the fault.", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{name} can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
        if (checker.Lines == 0)
        {
            throw new CliException($"{name} holds no lines: there is nothing to check.");
        }
    }

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CliException($"{path} is a folder; name a log file.");
        }
        if (!File.Exists(path))
        {
            throw new CliException($"{path} does not exist.");
        }
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
    }

    private static void ReadStream(Stream input, LineChecker checker)
    {
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        while (length < WholeBytes)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
            int read = input.Read(buffer, length, buffer.Length - length);
            length += read;
            if (read == 0)
            {
                checker.BeginText(buffer.AsMemory(0, length));
                new PayloadReader(new PayloadOptions { MaxInflatedBytes = 1024 * 1024 * 1024 })
                    .Read(buffer.AsSpan(0, length), checker.ArrivalTimestampMs, ref checker);
                return;
            }
        }
        var all = new ConcatenatedStream(new MemoryStream(buffer, 0, length), input);
        bool isGzip = buffer is [0x1F, 0x8B, ..];
        using Stream text = isGzip ? new GZipStream(all, CompressionMode.Decompress) : all;
        ReadPieces(text, checker);
    }

    private static void ReadPieces(Stream text, LineChecker checker)
    {
        var reader = new PayloadReader(new PayloadOptions());
        byte[] buffer = new byte[PieceBytes];
        int length = 0;
        int read;
        do
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2); // one line longer than the piece
            }
            read = text.Read(buffer, length, buffer.Length - length);
            length += read;
            int whole = read == 0 ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            checker.BeginText(buffer.AsMemory(0, whole));
            reader.Read(buffer.AsSpan(0, whole), checker.ArrivalTimestampMs, ref checker);
            buffer.AsSpan(whole, length - whole).CopyTo(buffer);
            length -= whole;
        }
        while (read > 0);
    }

    /// <summary>What was read ahead, then the rest.</summary>
    private sealed class ConcatenatedStream(Stream first, Stream second) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = first.Read(buffer, offset, count);
            return read > 0 ? read : second.Read(buffer, offset, count);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
