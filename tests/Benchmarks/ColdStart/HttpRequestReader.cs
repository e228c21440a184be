using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LogFunctions.Benchmarks.ColdStart;

/// <summary>Reads requests off a connection: the header is returned, the body (by Content-Length or chunked) passed over.</summary>
internal sealed class HttpRequestReader(NetworkStream stream)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;

    /// <summary>The next request's header, or null when the peer closed the connection.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        int headerEnd;
        while ((headerEnd = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }

        string header = Encoding.ASCII.GetString(_buffer, 0, headerEnd);
        int end = headerEnd + 4;
        if (header.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            int last;
            while ((last = _buffer.AsSpan(end, _filled - end).IndexOf("0\r\n\r\n"u8)) < 0)
            {
                await FillAsync(cancellationToken);
            }

            end += last + 5;
        }
        else
        {
            end += BodyLength(header);
            while (_filled < end)
            {
                await FillAsync(cancellationToken);
            }
        }

        _buffer.AsSpan(end, _filled - end).CopyTo(_buffer);
        _filled -= end;
        return header;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
        _filled += read;
        return read > 0;
    }

    private static int BodyLength(string header)
    {
        foreach (string line in header.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                return int.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
