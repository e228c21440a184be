using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>
/// One HTTP/1.1 connection to the Runtime API, one exchange at a time, over a bare socket. HttpClient would cost the function
/// some milliseconds of its cold start and garbage per invocation, for features that this local, fixed peer never needs.
/// </summary>
internal sealed class HttpConnection(RuntimeApiEndpoint endpoint) : IDisposable
{
    // The service passes headers of up to this size on (client context).
    private const int MaxHeadBytes = 1024 * 1024;

    private Socket? _socket;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public bool IsOpen => _socket is not null;

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Socket socket;
        bool isAddress = IPAddress.TryParse(endpoint.Host, out IPAddress? address);
        socket = isAddress ? new Socket(address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        try
        {
            EndPoint target = isAddress ? new IPEndPoint(address!, endpoint.Port) : new DnsEndPoint(endpoint.Host, endpoint.Port);
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"The Runtime API at {endpoint} can't be reached: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        (_socket, _start, _end) = (socket, 0, 0);
    }

    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public void Dispose() => Close();

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int sent = await _socket!.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    /// <summary>
    /// Reads the next answer's head. The token ends only the wait for its first byte: once an answer has begun, what it hands
    /// over (an invocation) must not be dropped.
    /// </summary>
    public async ValueTask<ResponseHead> ReadHeadAsync(CancellationToken untilFirstByte)
    {
        if (_start == _end)
        {
            await ReceiveFirstAsync(untilFirstByte).ConfigureAwait(false);
        }

        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                length += searched;
                ResponseHead head = ResponseHead.Parse(_buffer.AsSpan(_start, length));
                _start += length + 4;
                return head;
            }

            searched = Math.Max(0, _end - _start - 3);
            await ReceiveMoreAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads the body of the answer whose head was just read.</summary>
    public async ValueTask ReadBodyAsync(ResponseHead head, ByteBuffer body)
    {
        body.Clear();
        if (head.IsChunked)
        {
            await ReadChunksAsync(body).ConfigureAwait(false);
        }
        else if (head.ContentLength is { } length)
        {
            await ReadExactlyAsync(body, length).ConfigureAwait(false);
        }
        else if (head.Status is not (202 or 204 or 304))
        {
            await ReadToEndAsync(body).ConfigureAwait(false);
        }

        if (head.IsLast)
        {
            Close();
        }
    }

    private async ValueTask ReadChunksAsync(ByteBuffer body)
    {
        while (true)
        {
            int size = await ReadChunkSizeAsync().ConfigureAwait(false);
            if (size == 0)
            {
                while (await ReadLineAsync().ConfigureAwait(false) > 0)
                {
                    // Trailers mean nothing here.
                }

                return;
            }

            await ReadExactlyAsync(body, size).ConfigureAwait(false);
            if (await ReadLineAsync().ConfigureAwait(false) != 0)
            {
                throw new InvalidDataException("The Runtime API sent a chunk that is longer than its size says.");
            }
        }
    }

    private async ValueTask<int> ReadChunkSizeAsync()
    {
        int length = await ReadLineAsync().ConfigureAwait(false);
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start - length - 2, length);
        return Utf8Parser.TryParse(line, out int size, out int digits, 'x') && size >= 0 && (digits == length || line[digits] is (byte)';' or (byte)' ')
            ? size
            : throw new InvalidDataException("The Runtime API sent a chunk without a size.");
    }

    /// <summary>Steps over a line and returns its length without the line end, which precedes the position.</summary>
    private async ValueTask<int> ReadLineAsync()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                _start += length + 2;
                return length;
            }

            await ReceiveMoreAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ReadExactlyAsync(ByteBuffer body, long length)
    {
        Memory<byte> target = body.Append(length);
        int buffered = Math.Min(_end - _start, target.Length);
        _buffer.AsSpan(_start, buffered).CopyTo(target.Span);
        _start += buffered;
        target = target[buffered..];
        while (target.Length > 0)
        {
            int received = await _socket!.ReceiveAsync(target, SocketFlags.None).ConfigureAwait(false);
            if (received == 0)
            {
                throw new EndOfStreamException("The Runtime API closed the connection within an answer.");
            }

            target = target[received..];
        }
    }

    private async ValueTask ReadToEndAsync(ByteBuffer body)
    {
        while (true)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(body.Append(_end - _start).Span);
            _start = _end = 0;
            _end = await _socket!.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false);
            if (_end == 0)
            {
                Close();
                return;
            }
        }
    }

    private async ValueTask ReceiveFirstAsync(CancellationToken cancellationToken)
    {
        _start = _end = 0;
        int received;
        try
        {
            received = await _socket!.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_socket!.Available > 0)
        {
            // The answer came in the same moment: it counts.
            received = await _socket.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
        }

        _end = received > 0 ? received : throw new ConnectionClosedException();
    }

    private async ValueTask ReceiveMoreAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxHeadBytes)
            {
                throw new InvalidDataException($"The Runtime API sent more than {MaxHeadBytes} bytes of headers.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int received = await _socket!.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None).ConfigureAwait(false);
        _end += received > 0 ? received : throw new EndOfStreamException("The Runtime API closed the connection within an answer.");
    }
}
