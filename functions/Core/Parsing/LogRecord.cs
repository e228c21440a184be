using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// One request, as read from one log line. The spans point into the payload (or into the parser's scratch buffer when the
/// line had escapes) and are valid until the parser reads the next line.
/// </summary>
public ref struct LogRecord
{
    /// <summary>A record whose latency the line did not state.</summary>
    public const long NoLatency = -1;

    /// <summary>End of the request in event time, milliseconds since the Unix epoch (UTC).</summary>
    public long TimestampMs;

    /// <summary>Method as logged, for example <c>GET</c>; empty when the line had none (TLS junk, empty request).</summary>
    public ReadOnlySpan<byte> Method;

    /// <summary>Request target as logged: path with query, or an absolute URI; empty when the line had none.</summary>
    public ReadOnlySpan<byte> Target;

    /// <summary>Region of the client or edge; empty when the format does not carry one.</summary>
    public ReadOnlySpan<byte> Region;

    /// <summary>Client address as logged; empty when unknown.</summary>
    public ReadOnlySpan<byte> Client;

    /// <summary>HTTP status 0..999; 0 = none (<c>-</c>, <c>000</c>: the client went away before a status was sent).</summary>
    public int Status;

    /// <summary>Time to answer in microseconds, or <see cref="NoLatency"/>.</summary>
    public long LatencyUs;

    /// <summary>Bytes sent to the client; 0 when the line says <c>-</c>.</summary>
    public long ResponseBytes;

    /// <summary>The line that the spans point into, unless they point into scratch memory.</summary>
    internal ReadOnlySpan<byte> Line;

    /// <summary>
    /// Whether so many bytes can be read from a place on, those of the line behind it included: whoever reads in blocks need not copy the
    /// text to a place with room behind it.
    /// </summary>
    /// <param name="start">Start of one of the spans.</param>
    /// <param name="bytes">1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool CanRead(ref byte start, int bytes)
    {
        // A text that lies elsewhere has an offset far outside of the line, of whatever sign.
        nint offset = Unsafe.ByteOffset(ref MemoryMarshal.GetReference(Line), ref start);
        return Line.Length >= bytes && (nuint)offset <= (nuint)(uint)(Line.Length - bytes);
    }
}
