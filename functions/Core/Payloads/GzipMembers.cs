using System.IO.Compression;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// Where the members of a gzip payload end. Only for payloads that are not one whole member: concatenated, followed by other
/// bytes, or cut off.
/// </summary>
internal static class GzipMembers
{
    /// <summary>
    /// Each member costs a decompressor of some 40 KB, so a payload of tiny members could hold a function up for minutes. No
    /// producer concatenates more than a few.
    /// </summary>
    private const int MaxMembers = 1024;

    private const int TrailerBytes = 8;
    private const int BlockBytes = 4096;

    /// <summary>The end of the last member; false when a member is cut off or there are too many.</summary>
    public static bool TryFindEnd(ReadOnlySpan<byte> payload, out int end)
    {
        end = 0;
        for (int members = 0; GzipInflater.IsGzip(payload[end..]); members++)
        {
            int header = HeaderLength(payload[end..]);
            if (members == MaxMembers || header < 0)
            {
                return false;
            }

            int deflated = DeflatedLength(payload[(end + header)..]);
            if (deflated < 0 || payload.Length - end - header - deflated < TrailerBytes)
            {
                return false;
            }

            end += header + deflated + TrailerBytes;
        }

        return end > 0;
    }

    /// <summary>RFC 1952: ten bytes, then extra field, name, comment and header checksum as flagged; -1 when cut off.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> member)
    {
        const int FixedBytes = 10;
        const int HasChecksum = 2, HasExtra = 4, HasName = 8, HasComment = 16;
        if (member.Length < FixedBytes)
        {
            return -1;
        }

        int flags = member[3];
        int length = FixedBytes;
        if ((flags & HasExtra) != 0)
        {
            length += member.Length < length + 2 ? member.Length : 2 + member[length] + (member[length + 1] << 8);
        }

        for (int text = HasName; text <= HasComment; text <<= 1)
        {
            if ((flags & text) != 0 && length <= member.Length)
            {
                int zero = member[length..].IndexOf((byte)0);
                length = zero < 0 ? member.Length + 1 : length + zero + 1;
            }
        }

        length += (flags & HasChecksum) != 0 ? 2 : 0;
        return length <= member.Length ? length : -1;
    }

    /// <summary>Bytes of the deflate stream that <paramref name="data"/> begins with; -1 when it does not end.</summary>
    private static int DeflatedLength(ReadOnlySpan<byte> data)
    {
        // The decompressor does not say how much of the last block it used. So the blocks tell the block, and a second run that
        // gets that one byte by byte tells the byte.
        int coarse = Run(data, singleFrom: int.MaxValue);
        return coarse < 0 ? -1 : Run(data, singleFrom: Math.Max(0, coarse - BlockBytes));
    }

    /// <summary>Bytes handed out until the decompressor was done.</summary>
    private static unsafe int Run(ReadOnlySpan<byte> data, int singleFrom)
    {
        fixed (byte* start = data)
        {
            using var source = new CountingStream(start, data.Length, singleFrom);
            using var deflate = new DeflateStream(source, CompressionMode.Decompress);
            Span<byte> discarded = stackalloc byte[BlockBytes];
            try
            {
                while (deflate.Read(discarded) > 0)
                {
                }
            }
            catch (InvalidDataException)
            {
                return -1;
            }

            return source.WasAskedPastEnd ? -1 : source.HandedOut;
        }
    }

    /// <summary>Hands out blocks, and single bytes from a given position on; counts them.</summary>
    private sealed unsafe class CountingStream(byte* start, int length, int singleFrom) : Stream
    {
        public int HandedOut { get; private set; }

        public bool WasAskedPastEnd { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int count = HandedOut >= singleFrom ? 1 : Math.Min(BlockBytes, singleFrom - HandedOut);
            count = Math.Min(Math.Min(count, buffer.Length), length - HandedOut);
            WasAskedPastEnd |= count == 0;
            new ReadOnlySpan<byte>(start + HandedOut, count).CopyTo(buffer);
            HandedOut += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
