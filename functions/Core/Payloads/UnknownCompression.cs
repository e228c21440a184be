using System.Buffers.Binary;
using System.IO.Compression;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// Compressions that producers offer and that this reader does not read. A payload is one when it opens as one, from its first byte to its
/// last; a few magic bytes are not enough, since a line may begin with them and its neighbours would be lost.
/// </summary>
internal static class UnknownCompression
{
    private const int ZlibHeaderBytes = 2;
    private const int AdlerBytes = 4;
    private const int BlockBytes = 4096;

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xB5, 0x2F, 0xFD];

    private static ReadOnlySpan<byte> SnappyMagic =>
        [0xFF, 0x06, 0x00, 0x00, (byte)'s', (byte)'N', (byte)'a', (byte)'P', (byte)'p', (byte)'Y'];

    /// <summary>What the payload is, as a reason to reject it; <see cref="RejectReason.None"/> when it is none of them.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="maxInflatedBytes">Most bytes to inflate for finding out; what has not failed by then is zlib.</param>
    public static RejectReason Find(ReadOnlySpan<byte> payload, long maxInflatedBytes) =>
        IsZstd(payload) ? RejectReason.ContainerZstdUnsupported
        : IsSnappy(payload) ? RejectReason.ContainerSnappyUnsupported
        : IsZlib(payload, maxInflatedBytes) ? RejectReason.ContainerZlibUnsupported
        : RejectReason.None;

    // RFC 8878: frames of a header and blocks that state their size.
    private static bool IsZstd(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> rest = payload;
        while (rest.StartsWith(ZstdMagic))
        {
            if (!TrySkipZstdFrame(ref rest))
            {
                return false;
            }
        }

        return rest.Length < payload.Length && IsBlank(rest);
    }

    private static bool TrySkipZstdFrame(ref ReadOnlySpan<byte> rest)
    {
        const int ReservedBit = 8, ChecksumBit = 4, ChecksumBytes = 4, BlockHeaderBytes = 3, RunBlock = 1, ReservedBlock = 3;
        int header = ZstdMagic.Length;
        if (rest.Length <= header || (rest[header] & ReservedBit) != 0)
        {
            return false;
        }

        int descriptor = rest[header];
        bool isSingleSegment = (descriptor & 0x20) != 0;
        int dictionaryBytes = (descriptor & 3) == 3 ? 4 : descriptor & 3;
        int contentSizeBytes = descriptor >> 6 == 0 ? (isSingleSegment ? 1 : 0) : 1 << (descriptor >> 6);
        if (!TrySkip(ref rest, header + 1 + (isSingleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes))
        {
            return false;
        }

        for (bool isLast = false; !isLast;)
        {
            if (rest.Length < BlockHeaderBytes)
            {
                return false;
            }

            int block = rest[0] | (rest[1] << 8) | (rest[2] << 16);
            int type = (block >> 1) & 3;
            isLast = (block & 1) != 0;
            if (type == ReservedBlock || !TrySkip(ref rest, BlockHeaderBytes + (type == RunBlock ? 1 : block >> 3)))
            {
                return false;
            }
        }

        return (descriptor & ChecksumBit) == 0 || TrySkip(ref rest, ChecksumBytes);
    }

    // The framing format of snappy: chunks of a type and a length; types 02 to 7F must not be.
    private static bool IsSnappy(ReadOnlySpan<byte> payload)
    {
        const int ChunkHeaderBytes = 4;
        if (!payload.StartsWith(SnappyMagic))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = payload;
        while (rest.Length >= ChunkHeaderBytes && rest[0] is < 2 or >= 0x80)
        {
            if (!TrySkip(ref rest, ChunkHeaderBytes + (rest[1] | (rest[2] << 8) | (rest[3] << 16))))
            {
                return false;
            }
        }

        return IsBlank(rest);
    }

    // RFC 1950. Its header is two bytes that text may begin with ("x^"), so only the checksum at the end decides.
    private static unsafe bool IsZlib(ReadOnlySpan<byte> payload, long maxInflatedBytes)
    {
        const int PresetDictionaryBit = 0x20;
        if (payload.Length <= ZlibHeaderBytes + AdlerBytes || payload[0] != 0x78
            || ((payload[0] << 8) | payload[1]) % 31 != 0 || (payload[1] & PresetDictionaryBit) != 0)
        {
            return false;
        }

        fixed (byte* start = payload)
        {
            using var source = new UnmanagedMemoryStream(start + ZlibHeaderBytes, payload.Length - ZlibHeaderBytes);
            using var deflate = new DeflateStream(source, CompressionMode.Decompress);
            Span<byte> inflated = stackalloc byte[BlockBytes];
            uint adler = 1;
            try
            {
                for (long length = 0; deflate.Read(inflated) is > 0 and int read; adler = Adler32(adler, inflated[..read]))
                {
                    length += read;
                    if (length > maxInflatedBytes)
                    {
                        return true;
                    }
                }
            }
            catch (InvalidDataException)
            {
                return false;
            }

            Span<byte> checksum = stackalloc byte[AdlerBytes];
            BinaryPrimitives.WriteUInt32BigEndian(checksum, adler);
            int end = payload.LastIndexOf(checksum);
            return end > ZlibHeaderBytes && IsBlank(payload[(end + AdlerBytes)..]);
        }
    }

    private static uint Adler32(uint adler, ReadOnlySpan<byte> bytes)
    {
        const uint Prime = 65521;
        uint low = adler & 0xFFFF;
        uint high = adler >> 16;
        foreach (byte value in bytes)
        {
            low = (low + value) % Prime;
            high = (high + low) % Prime;
        }

        return (high << 16) | low;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int bytes)
    {
        if (rest.Length < bytes)
        {
            return false;
        }

        rest = rest[bytes..];
        return true;
    }

    // Padding, or the line end that some producers put behind every record.
    private static bool IsBlank(ReadOnlySpan<byte> rest) => rest.TrimEnd("\0\r\n \t"u8).IsEmpty;
}
