namespace LogFunctions.Cli.Replay;

/// <summary>
/// A log with the times of its lines replaced. Lines without a readable time stay as they are. Read-only, forward-only; owns
/// the log. A line longer than <see cref="MaxLineBytes"/> passes in pieces, of which only the first can be changed.
/// </summary>
/// <param name="log">The lines.</param>
/// <param name="newTime">The new time for an old one, both milliseconds since the Unix epoch.</param>
internal sealed class ShiftedStream(Stream log, Func<long, long> newTime) : Stream
{
    private const int MaxLineBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[MaxLineBytes];
    private int _filled;
    private int _ready;
    private int _taken;
    private bool _isAtEnd;

    /// <summary>Lines whose time was replaced.</summary>
    public long ShiftedLines { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _ready && !_isAtEnd)
        {
            Compact();
            int read = await log.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
            _isAtEnd = read == 0;
            _filled += read;
            ShiftWholeLines();
        }

        int count = Math.Min(buffer.Length, _ready - _taken);
        _buffer.AsMemory(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            log.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Compact()
    {
        _buffer.AsSpan(_ready, _filled - _ready).CopyTo(_buffer);
        _filled -= _ready;
        (_ready, _taken) = (0, 0);
    }

    private void ShiftWholeLines()
    {
        while (_ready < _filled)
        {
            int end = _buffer.AsSpan(_ready, _filled - _ready).IndexOf((byte)'\n');
            bool isWhole = end >= 0 || _isAtEnd || _filled - _ready == _buffer.Length;
            if (!isWhole)
            {
                return;
            }

            int length = end >= 0 ? end + 1 : _filled - _ready;
            Span<byte> line = _buffer.AsSpan(_ready, length).TrimEnd("\r\n"u8);
            if (TimestampSpot.TryFind(line, out TimestampSpot spot))
            {
                spot.Overwrite(line, newTime(spot.Ms));
                ShiftedLines++;
            }

            _ready += length;
        }
    }
}
