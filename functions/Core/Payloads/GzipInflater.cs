using System.Buffers.Binary;
using System.IO.Compression;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// Inflates gzip into a reused buffer, bounded and whole: either everything of it is there and its checksums hold, or the
/// payload is rejected.
/// </summary>
/// <remarks>
/// GZipStream alone cannot promise that. It checks the CRC of complete members, but ends without a word at a cut-off one, and
/// drops what follows the last member (measured with .NET 10). So what it gave is compared with the length that the payload
/// ends with, and when that differs the members are walked one by one.
/// </remarks>
internal sealed class GzipInflater
{
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 8;
    private const int Deflate = 8;
    private const int ReservedFlags = 0xE0;

    /// <summary>deflate cannot expand more than 1032 times; a larger promise in the trailer is a lie.</summary>
    private const long MaxRatio = 1032;

    private const int MinBufferBytes = 64 * 1024;

    /// <summary>A buffer that grew past this for one payload is given back afterwards.</summary>
    private const int MaxKeptBufferBytes = 16 * 1024 * 1024;

    private byte[] _buffer = [];

    /// <summary>Whether the payload begins with gzip's header, or is a part of one: magic number, deflate, no reserved flag.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2 && payload[0] == 0x1F && payload[1] == 0x8B
        && (payload.Length < 3 || payload[2] == Deflate) && (payload.Length < 4 || (payload[3] & ReservedFlags) == 0);

    /// <summary>Inflates all members of <paramref name="payload"/>.</summary>
    /// <param name="payload">Begins with gzip.</param>
    /// <param name="maxBytes">Most bytes to inflate.</param>
    /// <param name="inflated">Valid until the next call.</param>
    /// <param name="consumedBytes">Where the last member ends; what follows is no gzip.</param>
    public RejectReason Inflate(ReadOnlySpan<byte> payload, long maxBytes, out ReadOnlySpan<byte> inflated, out int consumedBytes)
    {
        inflated = default;
        consumedBytes = payload.Length;
        if (_buffer.Length > MaxKeptBufferBytes)
        {
            _buffer = [];
        }

        RejectReason reason = InflateAll(payload, maxBytes, out int length);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        bool isOneWholeMember = length > 0 && payload.Length >= HeaderBytes + TrailerBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(payload[^4..]) == (uint)length;
        if (!isOneWholeMember && !GzipMembers.TryFindEnd(payload, out consumedBytes))
        {
            return RejectReason.ContainerGzipCorrupt;
        }

        inflated = _buffer.AsSpan(0, length);
        return RejectReason.None;
    }

    private unsafe RejectReason InflateAll(ReadOnlySpan<byte> payload, long maxBytes, out int length)
    {
        length = 0;
        fixed (byte* start = payload)
        {
            using var source = new UnmanagedMemoryStream(start, payload.Length);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            Grow(SizeHint(payload, maxBytes));
            try
            {
                while (true)
                {
                    if (length == _buffer.Length)
                    {
                        Grow(Math.Min(2L * length, maxBytes + 1));
                    }

                    int read = gzip.Read(_buffer, length, _buffer.Length - length);
                    length += read;
                    if (length > maxBytes)
                    {
                        return RejectReason.ContainerGzipTooLarge;
                    }

                    if (read == 0)
                    {
                        return RejectReason.None;
                    }
                }
            }
            catch (InvalidDataException)
            {
                return RejectReason.ContainerGzipCorrupt;
            }
        }
    }

    /// <summary>The promised size and one byte more, so that the end is found without growing.</summary>
    private static long SizeHint(ReadOnlySpan<byte> payload, long maxBytes)
    {
        long promised = payload.Length < TrailerBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(payload[^4..]);
        return Math.Min(Math.Min(promised, payload.Length * MaxRatio), maxBytes) + 1;
    }

    private void Grow(long byteCount)
    {
        if (_buffer.Length < byteCount)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(byteCount, MinBufferBytes)));
        }
    }
}
