using System.Buffers.Binary;
using System.IO.Compression;

namespace LogFunctions.Cli.Replay;

/// <summary>
/// Unpacks a gzip file and finds out at its end whether it was cut off: <see cref="GZipStream"/> takes that for the end of the text.
/// The last four bytes of a gzip member say how long its text is (RFC 1952). A file of several members can't be checked so.
/// </summary>
internal sealed class GzipFileStream : Stream
{
    private readonly string _name;
    private readonly WatchedStream _packed;
    private readonly GZipStream _text;
    private long _length;

    /// <param name="packed">The packed bytes; owned.</param>
    /// <param name="name">The file, for the message.</param>
    public GzipFileStream(Stream packed, string name)
    {
        _name = name;
        _packed = new WatchedStream(packed);
        _text = new GZipStream(_packed, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => Seen(buffer.Length, _text.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Seen(buffer.Length, await _text.ReadAsync(buffer, cancellationToken));

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
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Seen(int wanted, int read)
    {
        _length += read;
        if (read == 0 && wanted > 0 && !_packed.HasSeveralMembers && _packed.LastFour != (uint)_length)
        {
            throw new CliException($"{_name} was cut off: the gzip file ends in the middle. Its first {_length} bytes of text were read.");
        }

        return read;
    }

    /// <summary>Keeps the last bytes that went through, and looks for the beginnings of members.</summary>
    private sealed class WatchedStream(Stream inner) : Stream
    {
        // Magic number and method (deflate).
        private static ReadOnlySpan<byte> Beginning => [0x1F, 0x8B, 0x08];

        private readonly byte[] _last = new byte[4];
        private int _members;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public uint LastFour => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public bool HasSeveralMembers => _members > 1;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            Watch(buffer[..read]);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            Watch(buffer.Span[..read]);
            return read;
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
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Watch(ReadOnlySpan<byte> bytes)
        {
            // With the three bytes before, a beginning that falls between two reads is found as well.
            Span<byte> seam = stackalloc byte[6];
            _last.AsSpan(1).CopyTo(seam);
            int head = Math.Min(3, bytes.Length);
            bytes[..head].CopyTo(seam[3..]);
            // Of the seam, only what lies over it: the rest is counted with its own bytes.
            _members += CountBeginnings(bytes)
                + CountBeginnings(seam[..(3 + head)]) - CountBeginnings(seam[..3]) - CountBeginnings(seam[3..(3 + head)]);
            foreach (byte value in bytes.Length > 4 ? bytes[^4..] : bytes)
            {
                _last.AsSpan(1).CopyTo(_last);
                _last[3] = value;
            }
        }

        private static int CountBeginnings(ReadOnlySpan<byte> bytes) => bytes.Count(Beginning);
    }
}
