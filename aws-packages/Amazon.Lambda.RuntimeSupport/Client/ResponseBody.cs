using System.Buffers;
using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>
/// The body of a request, from its stream's position on. A <see cref="MemoryStream"/> that shows its buffer goes to the socket
/// without a copy; other streams with a length are sent as they are read, streams without in chunks.
/// </summary>
internal sealed class ResponseBody
{
    private const int CopyBytes = 64 * 1024;

    private readonly Stream? _stream;
    private readonly long _position;

    private ResponseBody(Stream? stream, ReadOnlyMemory<byte>? memory)
    {
        _stream = stream;
        Memory = memory;
        if (memory is { } whole)
        {
            Length = whole.Length;
        }
        else if (stream!.CanSeek)
        {
            _position = stream.Position;
            Length = Math.Max(0, stream.Length - _position);
        }
    }

    /// <summary>The whole body, when it is in memory.</summary>
    public ReadOnlyMemory<byte>? Memory { get; }

    /// <summary>Bytes, when known beforehand.</summary>
    public long? Length { get; }

    public static ResponseBody Of(byte[] bytes) => new(null, bytes);

    public static ResponseBody Of(Stream? stream) => stream switch
    {
        null => new ResponseBody(null, ReadOnlyMemory<byte>.Empty),
        MemoryStream memory when memory.TryGetBuffer(out ArraySegment<byte> buffer) => new ResponseBody(null, Rest(buffer, memory.Position)),
        _ => new ResponseBody(stream, null),
    };

    /// <summary>Makes the body sendable again; false when it is gone.</summary>
    public bool TryRewind()
    {
        if (Memory is not null)
        {
            return true;
        }

        if (!_stream!.CanSeek)
        {
            return false;
        }

        _stream.Position = _position;
        return true;
    }

    public async ValueTask SendAsync(HttpConnection connection)
    {
        if (Memory is { } whole)
        {
            await connection.SendAsync(whole).ConfigureAwait(false);
            return;
        }

        // Before each piece there is room for the chunk's size, after it for the line end, so that a chunk is one send.
        const int Before = 10;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Before + CopyBytes + 2);
        try
        {
            long sent = 0;
            while (await ReadAsync(buffer.AsMemory(Before, CopyBytes)).ConfigureAwait(false) is > 0 and var read)
            {
                sent += read;
                ReadOnlyMemory<byte> piece = Length is null ? Chunk(buffer, Before, read) : buffer.AsMemory(Before, read);
                CheckLength(sent, isEnd: false);
                await connection.SendAsync(piece).ConfigureAwait(false);
            }

            CheckLength(sent, isEnd: true);
            if (Length is null)
            {
                await connection.SendAsync("0\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ReadOnlyMemory<byte> Rest(ArraySegment<byte> buffer, long position) => buffer.AsMemory((int)Math.Min(position, buffer.Count));

    private static ReadOnlyMemory<byte> Chunk(byte[] buffer, int start, int length)
    {
        string size = length.ToString("X", CultureInfo.InvariantCulture) + "\r\n";
        Encoding.ASCII.GetBytes(size, buffer.AsSpan(start - size.Length));
        "\r\n"u8.CopyTo(buffer.AsSpan(start + length));
        return buffer.AsMemory(start - size.Length, size.Length + length + 2);
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await _stream!.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new ResponseStreamException($"The response stream failed: {e.Message}", e);
        }
    }

    private void CheckLength(long sent, bool isEnd)
    {
        if (sent > Length || (isEnd && sent < Length))
        {
            throw new ResponseStreamException($"The response stream said {Length} bytes and gave {(isEnd ? "only" : "at least")} {sent}.", null);
        }
    }
}
