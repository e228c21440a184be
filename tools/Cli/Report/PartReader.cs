using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Report;

/// <summary>Reads parts of files into a tally. Not thread-safe: one for each worker.</summary>
/// <param name="context">For standard input.</param>
/// <param name="tally">Counts the lines.</param>
/// <param name="read">Told how many bytes of files were read, as they are read.</param>
internal sealed class PartReader(CliContext context, ReportTally tally, Action<int> read)
{
    /// <summary>Larger than a processor's cache by no more than needed: what was just read is still near when it is parsed.</summary>
    private const int PieceBytes = 1 << 20;

    private const int TailBytes = 4096;

    /// <summary>A line that is longer is cut, and rejected as too long.</summary>
    private const int MaxLineBytes = 64 << 20;

    private readonly PayloadReader _payloads = new(new PayloadOptions { MaxInflatedBytes = 1 << 30 });
    private ReportTally _tally = tally;
    private byte[] _buffer = new byte[PieceBytes];

    /// <exception cref="CliException">The file can't be read, or is damaged.</exception>
    public void Read(InputPart part, CancellationToken cancellationToken)
    {
        try
        {
            _tally.BeginFile();
            switch (part.File.Kind)
            {
                case InputKind.Lines:
                    using (FileStream file = InputFinder.Open(part.File.Path))
                    {
                        ReadPart(file, part, cancellationToken);
                    }

                    break;
                case InputKind.Payload:
                    byte[] payload = File.ReadAllBytes(part.File.Path);
                    read(payload.Length);
                    _payloads.Read(payload, part.File.ArrivalMs, ref _tally);
                    _tally.EndPiece();
                    break;
                default:
                    ReadWhole(part.File, cancellationToken);
                    break;
            }
        }
        catch (InvalidDataException exception)
        {
            throw new CliException($"{part.File.Name} is damaged gzip, or was cut off: {exception.Message}", ExitCode.Failed, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{part.File.Name} can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    /// <summary>The lines that begin in the part: one that begins before belongs to the part before, wherever it ends.</summary>
    private void ReadPart(FileStream file, InputPart part, CancellationToken cancellationToken)
    {
        long at = part.Start;
        if (at > 0)
        {
            // The byte before tells whether a line begins exactly here.
            at = AfterNewline(file, at - 1);
        }

        int filled = 0;
        while (at < part.End && !cancellationToken.IsCancellationRequested)
        {
            Grow(filled);
            // Of what follows the part only its last line is needed.
            long wanted = Math.Max(part.End - at - filled, 0) + TailBytes;
            int count = RandomAccess.Read(file.SafeFileHandle, _buffer.AsSpan(filled, (int)Math.Min(_buffer.Length - filled, wanted)), at + filled);
            filled += count;
            read(count);
            int whole = count == 0 || filled == MaxLineBytes ? filled : WholeLines(filled, part.End - at);
            if (whole == 0 && count > 0)
            {
                continue;
            }

            Take(whole, part.File.ArrivalMs, isLast: true);
            at += whole;
            filled -= whole;
            _buffer.AsSpan(whole, filled).CopyTo(_buffer);
            if (count == 0)
            {
                break;
            }
        }
    }

    /// <summary>Bytes up to the end of the last line that is all there and begins before <paramref name="left"/>.</summary>
    private int WholeLines(int filled, long left)
    {
        if (left < filled)
        {
            // The last line that is ours is the one with the byte before the end of the part.
            int end = _buffer.AsSpan((int)left - 1, filled - (int)left + 1).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return (int)left + end;
            }
        }

        return _buffer.AsSpan(0, (int)Math.Min(filled, left)).LastIndexOf((byte)'\n') + 1;
    }

    private long AfterNewline(FileStream file, long at)
    {
        while (true)
        {
            int count = RandomAccess.Read(file.SafeFileHandle, _buffer.AsSpan(0, 4096), at);
            int end = _buffer.AsSpan(0, count).IndexOf((byte)'\n');
            if (end >= 0 || count == 0)
            {
                return at + end + 1;
            }

            at += count;
        }
    }

    private void ReadWhole(InputFile input, CancellationToken cancellationToken)
    {
        using Stream packed = input.IsStandardInput ? context.OpenInput() : InputFinder.Open(input.Path);
        using Stream text = Unpacked(new CountedStream(packed, read), input.Name, out int filled);
        while (!cancellationToken.IsCancellationRequested)
        {
            Grow(filled);
            int count = text.Read(_buffer, filled, _buffer.Length - filled);
            filled += count;
            int whole = count == 0 || filled == MaxLineBytes ? filled : _buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (whole > 0)
            {
                Take(whole, input.ArrivalMs, isLast: count == 0);
                filled -= whole;
                _buffer.AsSpan(whole, filled).CopyTo(_buffer);
            }

            if (count == 0)
            {
                return;
            }
        }
    }

    /// <summary>Gzip is known by its first two bytes, which are then in front of it again.</summary>
    private Stream Unpacked(Stream packed, string name, out int filled)
    {
        byte[] head = new byte[2];
        int length = packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length == 2 && head is [0x1F, 0x8B])
        {
            filled = 0;
            return new Replay.GzipFileStream(new Replay.HeadedStream(head, packed), name);
        }

        head.AsSpan(0, length).CopyTo(_buffer);
        filled = length;
        return packed;
    }

    private void Take(int length, long arrivalMs, bool isLast)
    {
        _tally.KeepsDirective = !isLast;
        _payloads.Read(_buffer.AsSpan(0, length), arrivalMs, ref _tally);
        _tally.EndPiece();
    }

    private void Grow(int filled)
    {
        if (filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLineBytes));
        }
    }
}
