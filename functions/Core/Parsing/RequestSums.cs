using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>Sums over requests, or what one of them adds to these; all four are added as one vector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RequestSums
{
    public long Requests;
    public long Bytes;

    /// <summary>Requests of which the latency is known.</summary>
    public long Latencies;

    public long LatencyUs;

    /// <summary>Those of one request.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RequestSums Of(scoped in LogRecord record)
    {
        long unknown = record.LatencyUs >> 63; // all ones
        return new RequestSums
        {
            Requests = 1,
            Bytes = record.ResponseBytes,
            Latencies = 1 + unknown,
            LatencyUs = record.LatencyUs & ~unknown,
        };
    }
}
