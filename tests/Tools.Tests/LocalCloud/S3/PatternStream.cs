namespace LogFunctions.LocalCloud.S3;

/// <summary>Many bytes that nobody has to hold: each is a function of its place.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <returns>How many bytes came; fails at the first that differs.</returns>
    public static async Task<long> CheckAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        long position = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (int i = 0; i < read; i++, position++)
            {
                if (buffer[i] != At(position))
                {
                    Assert.Fail($"byte {position} is {buffer[i]}, not {At(position)}");
                }
            }
        }

        return position;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = (int)Math.Min(count, length - _position);
        for (int i = 0; i < read; i++)
        {
            buffer[offset + i] = At(_position++);
        }

        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte At(long position) => (byte)((position * 31) ^ (position >> 13));
}
