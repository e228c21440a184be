namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>A read-only stream that gives a few bytes per read, with or without a length, and may fail on its way.</summary>
internal sealed class TestStream(byte[] bytes, bool canSeek) : Stream
{
    private const int ReadBytes = 10_007;

    private int _position;

    public int FailAt { get; init; } = int.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => canSeek;

    public override bool CanWrite => false;

    public override long Length => canSeek ? bytes.Length : throw new NotSupportedException();

    public override long Position
    {
        get => canSeek ? _position : throw new NotSupportedException();
        set => _position = canSeek ? (int)value : throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_position >= FailAt)
        {
            throw new IOException("the disk is gone");
        }

        count = Math.Min(Math.Min(count, ReadBytes), bytes.Length - _position);
        bytes.AsSpan(_position, count).CopyTo(buffer.AsSpan(offset));
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
