using LogFunctions.Aggregator;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Lines;

/// <summary>
/// Lines in, one row per line out. Holds as much as fits its two buffers, however long the input or a line is; nothing is allocated per line. What was
/// read is written before more is waited for. For one run.
/// </summary>
internal sealed class LinePump
{
    private const int LeastBufferBytes = 256 * 1024;

    private readonly LineRowReader _reader;
    private const int MaxArchivedLineBytes = 512 << 20;

    private readonly bool _isArchive;
    private byte[] _in;
    private long _line;
    private byte[] _out = new byte[LeastBufferBytes];
    private int _outLength;

    /// <exception cref="FormatException">A setting is wrong; the message says how.</exception>
    /// <param name="options">How lines are read.</param>
    /// <param name="isArchive">Whether they are lines of an archive.</param>
    public LinePump(LogReadingOptions options, bool isArchive = false)
    {
        _isArchive = isArchive;
        _reader = new LineRowReader(options.Parser, options.Endpoints);
        _in = new byte[Math.Max(LeastBufferBytes, 2 * options.Parser.MaxLineBytes)];
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads to the end. What stands behind the last newline is a line, too, unless it is nothing.</summary>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public void Run(Stream input, Stream output)
    {
        int length = 0;
        bool isFirst = true;
        bool isInsideLongLine = false; // its row is written; the rest of it is thrown away
        while (input.Read(_in.AsSpan(length)) is var read && read > 0)
        {
            length += read;
            if (isFirst && length < ByteOrderMark.Length)
            {
                continue;
            }

            int start = isFirst && _in.AsSpan(0, length).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
            isFirst = false;
            start = WriteLines(start, length, ref isInsideLongLine, output);
            length -= start;
            _in.AsSpan(start, length).CopyTo(_in);
            if (_isArchive && length == _in.Length)
            {
                if (length >= MaxArchivedLineBytes)
                {
                    throw new FormatException($"line {_line + 1} of the input has more than {MaxArchivedLineBytes} bytes: that is no line of an archive.");
                }

                Array.Resize(ref _in, 2 * length); // its lines are whole whatever their length: a container in base64 is a few MB at most
            }
            else if (length == _in.Length || (isInsideLongLine && length > 0))
            {
                if (!isInsideLongLine)
                {
                    WriteTooLong(output);
                }

                isInsideLongLine = true;
                length = 0;
            }

            Flush(output);
        }

        int last = WriteLines(0, length, ref isInsideLongLine, output);
        if (last < length)
        {
            WriteLine(_in.AsSpan(last, length - last), output);
        }

        Flush(output);
    }

    // Rows of all whole lines; returns where the first line stands that is not whole yet.
    private int WriteLines(int start, int end, ref bool isInsideLongLine, Stream output)
    {
        while (_in.AsSpan(start, end - start).IndexOf((byte)'\n') is var length && length >= 0)
        {
            if (!isInsideLongLine)
            {
                WriteLine(_in.AsSpan(start, length), output);
            }

            isInsideLongLine = false;
            start += length + 1;
        }

        return start;
    }

    private void WriteLine(ReadOnlySpan<byte> line, Stream output)
    {
        LineRow row = default;
        _line++;
        if (!_isArchive)
        {
            _reader.ReadFileLine(line, fallbackTimestampMs: -1, ref row);
        }
        else if (!_reader.TryReadArchivedLine(line, ref row))
        {
            throw new FormatException($"line {_line} of the input is no line of an archive: it does not begin with the time it arrived. Without --archive it is read as a log line.");
        }

        WriteRow(in row, output);
    }

    private void WriteTooLong(Stream output)
    {
        LineRow row = default;
        LineRowReader.Reject(RejectReason.LineTooLong, LineKind.Unrecognized, ref row);
        WriteRow(in row, output);
    }

    private void WriteRow(scoped in LineRow row, Stream output)
    {
        int needed = LineRowText.MaxBytes(in row);
        if (needed > _out.Length - _outLength)
        {
            Flush(output);
            if (needed > _out.Length)
            {
                _out = new byte[needed]; // at most three times the longest line
            }
        }

        _outLength += LineRowText.Write(in row, _out.AsSpan(_outLength));
    }

    private void Flush(Stream output)
    {
        output.Write(_out.AsSpan(0, _outLength));
        _outLength = 0;
    }
}
