namespace LogFunctions.Cli.Replay;

/// <summary>Texts one after the other; where one does not end with a line feed, one is put in, so that no line runs into the next text's. Owns them.</summary>
internal sealed class LineJoinedStream(IReadOnlyList<Stream> texts) : Stream
{
    private int _at;
    private bool _endsLine = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at < texts.Count && buffer.Length > 0)
        {
            int read = await texts[_at].ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                _endsLine = buffer.Span[read - 1] == '\n';
                return read;
            }

            _at++;
            if (!_endsLine && _at < texts.Count)
            {
                _endsLine = true;
                buffer.Span[0] = (byte)'\n';
                return 1;
            }
        }

        return 0;
    }

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
            foreach (Stream text in texts)
            {
                text.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
