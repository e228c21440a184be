using System.Runtime.CompilerServices;

namespace LogFunctions.Cli.Replay;

/// <summary>A record to put: whole lines, each with its line feed but possibly the last.</summary>
/// <param name="Data">The bytes; at most <see cref="LinePacker.MaxRecordBytes"/>, the header line not counted.</param>
/// <param name="Lines">Lines in it that are not blank.</param>
/// <param name="EventTimeMs">Event time of its first line that states one, ms since the Unix epoch; -1 when none does.</param>
internal readonly record struct LineRecord(ReadOnlyMemory<byte> Data, int Lines, long EventTimeMs)
{
    /// <summary>Null = any: records are spread evenly over the shards.</summary>
    public string? PartitionKey { get; init; }
}

/// <summary>
/// Cuts a stream of lines into records of many whole lines: a Kinesis record is billed in steps of 25 KB and costs a request
/// slot whatever its size, so one line per record would cost a hundred times as much. A W3C header line (<c>#Fields:</c>) names
/// the columns of the lines after it, so each of their records begins with it.
/// </summary>
internal sealed class LinePacker
{
    /// <summary>Kinesis takes 1 MiB per record, partition key included; the rest is room for the key and a header line.</summary>
    public const int MaxRecordBytes = (1024 * 1024) - (8 * 1024);

    private readonly int _targetBytes;
    private readonly Func<ReadOnlySpan<byte>, long>? _eventTime;
    private readonly long _maxSpanMs;
    private byte[] _pending = new byte[64 * 1024];
    private int _pendingBytes;
    private byte[] _header = [];
    private int _lines;
    private long _firstTimeMs = -1;

    /// <param name="targetBytes">A record ends before it would grow past this; one longer line is a record of its own.</param>
    /// <param name="eventTime">
    /// Event time of a line in ms, or -1; null when nobody needs it. When given, a record never spans more than
    /// <paramref name="maxSpanMs"/> of event time, so that a paced replay does not send the future.
    /// </param>
    /// <param name="maxSpanMs">See <paramref name="eventTime"/>.</param>
    public LinePacker(int targetBytes = 24 * 1024, Func<ReadOnlySpan<byte>, long>? eventTime = null, long maxSpanMs = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targetBytes, MaxRecordBytes);
        _targetBytes = targetBytes;
        _eventTime = eventTime;
        _maxSpanMs = maxSpanMs;
    }

    /// <summary>Lines longer than <see cref="MaxRecordBytes"/>, of which only the beginning was sent (one line each, to be rejected as too long).</summary>
    public long CutLines { get; private set; }

    /// <summary>Reads to the end. Each record's bytes are its own.</summary>
    public async IAsyncEnumerable<LineRecord> PackAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        int filled = 0;
        bool skipping = false; // inside the tail of a cut line
        while (true)
        {
            int read = await input.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read;
            int start = 0;
            while (NextLine(buffer.AsSpan(start, filled - start), atEnd: read == 0) is > 0 and int length)
            {
                bool complete = buffer[start + length - 1] == '\n' || (read == 0 && start + length == filled);
                if (!skipping)
                {
                    if (Full(buffer.AsSpan(start, length)) && Take() is { } record)
                    {
                        yield return record;
                    }

                    Append(buffer.AsSpan(start, length), cut: !complete);
                }

                skipping = !complete;
                start += length;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (read == 0)
            {
                break;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (Take() is { } last)
        {
            yield return last;
        }
    }

    /// <summary>Length of the first line with its line feed; a part of <see cref="MaxRecordBytes"/> of one that is longer; 0 = more bytes are needed.</summary>
    private static int NextLine(ReadOnlySpan<byte> bytes, bool atEnd)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0 && bytes.Length < MaxRecordBytes)
        {
            return atEnd ? bytes.Length : 0;
        }

        return end < 0 ? MaxRecordBytes : Math.Min(end + 1, MaxRecordBytes);
    }

    private bool Full(ReadOnlySpan<byte> line)
    {
        if (_pendingBytes == 0)
        {
            return false;
        }

        long timeMs = _eventTime?.Invoke(line) ?? -1;
        return _pendingBytes + line.Length > _targetBytes
            || line.StartsWith("#Fields:"u8)
            || (timeMs >= 0 && _firstTimeMs >= 0 && Math.Abs(timeMs - _firstTimeMs) > _maxSpanMs);
    }

    private void Append(ReadOnlySpan<byte> line, bool cut)
    {
        if (line.TrimEnd("\r\n \t"u8).IsEmpty)
        {
            return; // blank lines are not lines
        }

        if (line.StartsWith("#Fields:"u8) && !cut)
        {
            _header = line[^1] == (byte)'\n' ? line.ToArray() : [.. line, (byte)'\n'];
            _ = _eventTime?.Invoke(line); // it says where the times of the next lines stand
            return;
        }

        if (_pendingBytes == 0)
        {
            Copy(_header);
        }

        Copy(line);
        _lines++;
        CutLines += cut ? 1 : 0;
        if (_firstTimeMs < 0 && _eventTime is not null)
        {
            _firstTimeMs = _eventTime(line);
        }
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        if (_pending.Length < _pendingBytes + bytes.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingBytes + bytes.Length));
        }

        bytes.CopyTo(_pending.AsSpan(_pendingBytes));
        _pendingBytes += bytes.Length;
    }

    private LineRecord? Take()
    {
        if (_pendingBytes == 0)
        {
            return null;
        }

        var record = new LineRecord(_pending.AsSpan(0, _pendingBytes).ToArray(), _lines, _firstTimeMs);
        (_pendingBytes, _lines, _firstTimeMs) = (0, 0, -1);
        return record;
    }
}
