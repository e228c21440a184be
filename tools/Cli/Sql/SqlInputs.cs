using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Report;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Sql;

/// <summary>Reads files into the table, one after the other. Of a large file no more than a piece is held. Not thread-safe.</summary>
/// <param name="context">For standard input.</param>
/// <param name="table">Gets the lines.</param>
internal sealed class SqlInputs(CliContext context, LinesTable table)
{
    private const int PieceBytes = 4 << 20;

    private readonly PayloadReader _payloads = new(new PayloadOptions { MaxInflatedBytes = 1 << 30 });
    private LinesTable _table = table;

    /// <exception cref="CliException">The file can't be read, or is damaged.</exception>
    public void Read(InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Kind == InputKind.Payload)
            {
                _payloads.Read(File.ReadAllBytes(file.Path), file.ArrivalMs, ref _table);
            }
            else
            {
                using Stream packed = file.IsStandardInput ? context.OpenInput() : InputFinder.Open(file.Path);
                using Stream text = Unpacked(packed, file.Name);
                ReadPieces(text, file.ArrivalMs, cancellationToken);
            }

            _table.EndFile();
        }
        catch (InvalidDataException exception)
        {
            throw new CliException($"{file.Name} is damaged gzip, or was cut off: {exception.Message}", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file.Name} can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    /// <summary>Gzip is known by its first two bytes, which are then in front of it again.</summary>
    private static Stream Unpacked(Stream packed, string name)
    {
        byte[] head = new byte[2];
        int length = packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new HeadedStream(head.AsMemory(0, length), packed);
        return length == 2 && head is [0x1F, 0x8B] ? new GzipFileStream(whole, name) : whole;
    }

    // In pieces of whole lines.
    private void ReadPieces(Stream text, long arrivalMs, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceBytes];
        int length = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2); // one line longer than the piece
            }

            length += text.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
            bool isEnd = length < buffer.Length;
            int whole = isEnd ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            _payloads.Read(buffer.AsSpan(0, whole), arrivalMs, ref _table);
            if (isEnd)
            {
                return;
            }

            buffer.AsSpan(whole, length - whole).CopyTo(buffer);
            length -= whole;
        }
    }
}
