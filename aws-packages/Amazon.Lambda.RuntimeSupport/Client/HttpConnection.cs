using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>
/// One HTTP/1.1 connection to the Runtime API, one exchange at a time, over a bare socket. HttpClient would cost the function
/// some milliseconds of its cold start and garbage per invocation, for features that this local, fixed peer never needs.
/// An answer that has begun must go on: one that stalls, is malformed or too long is an error, never an endless wait.
/// </summary>
/// <param name="endpoint">The Runtime API.</param>
/// <param name="time">Clock of the limit for stalls.</param>
internal sealed class HttpConnection(RuntimeApiEndpoint endpoint, TimeProvider time) : IDisposable
{
    // Bytes of one answer come from the same machine, one after the other.
    private static readonly TimeSpan s_stallLimit = TimeSpan.FromSeconds(30);

    // Heads with status 1xx before the answer; HTTP sets no limit.
    private const int MaxInterimHeads = 8;

    // The service passes headers of up to this size on (client context).
    private const int MaxHeadBytes = 1024 * 1024;

    private Socket? _socket;
    private CancellationTokenSource? _stall;
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
        _stall?.Dispose();
        _stall = null;
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
        for (int interim = 0; interim <= MaxInterimHeads; interim++)
        {
            if (_start == _end)
            {
                await ReceiveFirstAsync(untilFirstByte).ConfigureAwait(false);
            }

            ResponseHead head = await ReadOneHeadAsync().ConfigureAwait(false);
            if (!head.IsInterim)
            {
                return head;
            }
        }

        throw new InvalidDataException($"The Runtime API sent more than {MaxInterimHeads} interim answers (1xx) before the answer.");
    }

    private async ValueTask<ResponseHead> ReadOneHeadAsync()
    {
        int searched = 0;
        while (true)
        {
            int length = HeadLength(_buffer.AsSpan(_start + searched, _end - _start - searched), out int next);
            if (length >= 0)
            {
                ResponseHead head = ResponseHead.Parse(_buffer.AsSpan(_start, searched + length));
                _start += searched + next;
                return head;
            }

            searched = Math.Max(0, _end - _start - 2);
            await ReceiveMoreAsync().ConfigureAwait(false);
        }
    }

    // Up to the empty line. Lines end with CR LF; a lone LF is taken too, as RFC 9112 section 2.2 allows, lest the end is waited for in vain.
    private static int HeadLength(ReadOnlySpan<byte> bytes, out int next)
    {
        for (int end = bytes.IndexOf((byte)'\n'), from = 0; end >= 0; end = bytes[from..].IndexOf((byte)'\n'))
        {
            from += end + 1;
            ReadOnlySpan<byte> rest = bytes[from..];
            next = rest.StartsWith("\r\n"u8) ? from + 2 : rest.StartsWith("\n"u8) ? from + 1 : -1;
            if (next > 0)
            {
                return from;
            }
        }

        next = -1;
        return -1;
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

            CheckBody(body.Length + (long)size);
            await ReadExactlyAsync(body, size).ConfigureAwait(false);
            if (await ReadLineAsync().ConfigureAwait(false) != 0)
            {
                throw new InvalidDataException("The Runtime API sent a chunk that is longer than its size says.");
            }
        }
    }

    private static void CheckBody(long bytes)
    {
        if (bytes > ResponseHead.MaxBodyBytes)
        {
            throw new InvalidDataException($"The Runtime API sent a body of more than {ResponseHead.MaxBodyBytes} bytes.");
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
            int received = await ReceiveWithinAnswerAsync(target).ConfigureAwait(false);
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
            CheckBody(body.Length + (long)(_end - _start));
            _buffer.AsSpan(_start, _end - _start).CopyTo(body.Append(_end - _start).Span);
            _start = _end = 0;
            _end = await ReceiveWithinAnswerAsync(_buffer).ConfigureAwait(false);
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

        int received = await ReceiveWithinAnswerAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += received > 0 ? received : throw new EndOfStreamException("The Runtime API closed the connection within an answer.");
    }

    private async ValueTask<int> ReceiveWithinAnswerAsync(Memory<byte> target)
    {
        if (_socket!.Available == 0)
        {
            if (_stall?.TryReset() == true)
            {
                _stall.CancelAfter(s_stallLimit);
            }
            else
            {
                _stall?.Dispose();
                _stall = new CancellationTokenSource(s_stallLimit, time);
            }

            try
            {
                return await _socket.ReceiveAsync(target, SocketFlags.None, _stall.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_socket.Available > 0)
            {
                // The sandbox was frozen meanwhile: the time passed, and the bytes are there.
            }
            catch (OperationCanceledException e)
            {
                throw new IOException($"The Runtime API sent nothing for {s_stallLimit.TotalSeconds} s within an answer.", e);
            }
        }

        return await _socket.ReceiveAsync(target, SocketFlags.None).ConfigureAwait(false);
    }
}
