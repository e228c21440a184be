using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>Status line and headers of an answer of the Runtime API; only the headers that mean something here.</summary>
internal sealed class ResponseHead
{
    /// <summary>Longest body. Events end at 6 MB; an emulator may send more.</summary>
    public const long MaxBodyBytes = 256 * 1024 * 1024;

    public int Status { get; private set; }

    /// <summary>Whether the answer itself is still to come: 1xx, but for a change of protocol (101).</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>Bytes of the body; null when chunked or up to the end of the connection.</summary>
    public long? ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>Whether the server closes the connection after this answer.</summary>
    public bool IsLast { get; private set; }

    public string? RequestId { get; private set; }

    public long? DeadlineMs { get; private set; }

    public string? InvokedFunctionArn { get; private set; }

    public string? TraceId { get; private set; }

    public string? ClientContext { get; private set; }

    public string? CognitoIdentity { get; private set; }

    public string? TenantId { get; private set; }

    /// <summary>Reads a head without the empty line that ends it.</summary>
    public static ResponseHead Parse(ReadOnlySpan<byte> bytes)
    {
        var head = new ResponseHead();
        int end = LineEnd(bytes, out int next);
        head.ReadStatusLine(bytes[..end]);
        for (bytes = bytes[next..]; bytes.Length > 0; bytes = bytes[next..])
        {
            end = LineEnd(bytes, out next);
            ReadOnlySpan<byte> line = bytes[..end];
            int colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                throw new InvalidDataException($"The Runtime API sent a header without colon: '{Encoding.UTF8.GetString(line)}'.");
            }

            head.ReadHeader(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
        }

        return head;
    }

    private static int LineEnd(ReadOnlySpan<byte> bytes, out int next)
    {
        int end = bytes.IndexOf((byte)'\n');
        next = end < 0 ? bytes.Length : end + 1;
        end = end < 0 ? bytes.Length : end;
        return end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    private void ReadStatusLine(ReadOnlySpan<byte> line)
    {
        // HTTP/1.1 200 OK
        if (!line.StartsWith("HTTP/1."u8) || line.Length < 12 || !Utf8Parser.TryParse(line[9..12], out int status, out int digits) || digits != 3)
        {
            throw new InvalidDataException($"The Runtime API answered with '{Encoding.UTF8.GetString(line)}', which is no HTTP/1.1 status line.");
        }

        Status = status;
        IsLast = line[7] == (byte)'0';
    }

    private void ReadHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Is(name, "Content-Length"u8))
        {
            ContentLength = Length(value);
        }
        else if (Is(name, "Transfer-Encoding"u8))
        {
            IsChunked = Is(value, "chunked"u8);
        }
        else if (Is(name, "Connection"u8))
        {
            IsLast = Is(value, "close"u8);
        }
        else if (Is(name, "Lambda-Runtime-Aws-Request-Id"u8))
        {
            RequestId = Text(value);
        }
        else if (Is(name, "Lambda-Runtime-Deadline-Ms"u8))
        {
            DeadlineMs = Number(value);
        }
        else if (Is(name, "Lambda-Runtime-Invoked-Function-Arn"u8))
        {
            InvokedFunctionArn = Text(value);
        }
        else if (Is(name, "Lambda-Runtime-Trace-Id"u8))
        {
            TraceId = Text(value);
        }
        else if (Is(name, "Lambda-Runtime-Client-Context"u8))
        {
            ClientContext = Text(value);
        }
        else if (Is(name, "Lambda-Runtime-Cognito-Identity"u8))
        {
            CognitoIdentity = Text(value);
        }
        else if (Is(name, "Lambda-Runtime-Aws-Tenant-Id"u8))
        {
            TenantId = Text(value);
        }
    }

    // Guessing a length would end in waiting for bytes that never come, or in taking the next answer's for this one's.
    private long Length(ReadOnlySpan<byte> value)
    {
        long length = Number(value) ?? throw new InvalidDataException($"The Runtime API sent the Content-Length '{Encoding.UTF8.GetString(value)}', which is no number.");
        return length > MaxBodyBytes ? throw new InvalidDataException($"The Runtime API announced a body of {length} bytes; at most {MaxBodyBytes} are taken.")
            : ContentLength is { } before && before != length ? throw new InvalidDataException($"The Runtime API sent two Content-Lengths: {before} and {length}.")
            : length;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);

    private static string? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : Encoding.UTF8.GetString(value);

    private static long? Number(ReadOnlySpan<byte> value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
