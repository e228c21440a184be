using System.Globalization;
using System.Text;

namespace LogFunctions.LocalCloud.S3;

/// <summary>
/// Reads a body in the encoding <c>aws-chunked</c>: <c>hex;chunk-signature=...</c>, the bytes, and after the chunk of length 0 the trailers.
/// Signatures are not checked: there are no secrets on this machine. Lengths are.
/// </summary>
/// <param name="body">The body as it came.</param>
internal sealed class AwsChunkedStream(Stream body)
{
    private const int MaxLineBytes = 8 * 1024;
    private const int MaxTrailers = 16;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _left;
    private bool _isBegun;
    private bool _isEnded;

    /// <summary>Headers behind the last chunk, names in lower case; complete once <see cref="ReadAsync"/> has returned 0.</summary>
    public Dictionary<string, string> Trailers { get; } = [];

    /// <summary>The next bytes of the object; 0 = it is whole.</summary>
    /// <exception cref="S3Exception">It is not in this encoding, or ends too early.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_left == 0 && !_isEnded)
        {
            await ReadChunkHeaderAsync(cancellationToken);
        }

        if (_isEnded)
        {
            return 0;
        }

        if (_start == _end && !await FillAsync(cancellationToken))
        {
            throw S3Exception.IncompleteBody("it ends within a chunk");
        }

        int count = (int)Math.Min(Math.Min(destination.Length, _left), _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination.Span);
        _start += count;
        _left -= count;
        return count;
    }

    private async ValueTask ReadChunkHeaderAsync(CancellationToken cancellationToken)
    {
        if (_isBegun && (await ReadLineAsync(cancellationToken)).Length > 0)
        {
            throw S3Exception.IncompleteBody("a chunk is longer than it says");
        }

        _isBegun = true;
        string header = await ReadLineAsync(cancellationToken);
        string size = header.Split(';')[0].Trim();
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
        {
            throw S3Exception.IncompleteBody($"'{size}' is not the length of a chunk");
        }

        if (_left == 0)
        {
            await ReadTrailersAsync(cancellationToken);
            _isEnded = true;
        }
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Some clients end after the last trailer, without the empty line.
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                return;
            }

            string line = await ReadLineAsync(cancellationToken);
            if (line.Length == 0)
            {
                return;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || Trailers.Count == MaxTrailers)
            {
                throw S3Exception.IncompleteBody("its trailers are no headers");
            }

            Trailers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw S3Exception.IncompleteBody("it ends before its last chunk");
            }

            int found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int length = found < 0 ? _end - _start : found + 1;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, length));
            _start += length;
            if (found >= 0)
            {
                return line.ToString().TrimEnd('\r', '\n');
            }

            if (line.Length > MaxLineBytes)
            {
                throw S3Exception.IncompleteBody("the header of a chunk is too long");
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await body.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
