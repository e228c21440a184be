using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// One request of many in a text: what is counted of a <see cref="LogRecord"/>, with places instead of spans, so that there can be a list of them.
/// An empty field may stand anywhere.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct PlacedRecord
{
    /// <summary>What the request adds to whatever it counts in.</summary>
    internal RequestSums Sums;

    /// <summary>As <see cref="LogRecord.TimestampMs"/>.</summary>
    public long TimestampMs;

    /// <summary>As <see cref="LogRecord.Status"/>.</summary>
    public int Status;

    /// <summary>Where <see cref="LogRecord.Target"/> begins in the text.</summary>
    public int TargetStart;

    /// <summary>Its bytes.</summary>
    public int TargetLength;

    /// <summary>Where <see cref="LogRecord.Method"/> begins in the text.</summary>
    public int MethodStart;

    /// <summary>Its bytes.</summary>
    public int MethodLength;

    /// <summary>Where <see cref="LogRecord.Region"/> begins in the text.</summary>
    public int RegionStart;

    /// <summary>Its bytes.</summary>
    public int RegionLength;

    /// <summary>As <see cref="LogRecord.ResponseBytes"/>.</summary>
    public readonly long ResponseBytes => Sums.Bytes;

    /// <summary>As <see cref="LogRecord.LatencyUs"/>.</summary>
    public readonly long LatencyUs => Sums.Latencies == 0 ? LogRecord.NoLatency : Sums.LatencyUs;

    /// <summary>The request as a record of its own, without what is not counted.</summary>
    /// <param name="text">The text of which the fields' places are.</param>
    public readonly LogRecord In(ReadOnlySpan<byte> text) => new()
    {
        TimestampMs = TimestampMs,
        ResponseBytes = ResponseBytes,
        LatencyUs = LatencyUs,
        Status = Status,
        Target = Field(text, TargetStart, TargetLength),
        Method = Field(text, MethodStart, MethodLength),
        Region = Field(text, RegionStart, RegionLength),
        Line = text,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, int start, int length) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), (nint)start), length);
}

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
        return new RequestSums { Requests = 1, Bytes = record.ResponseBytes, Latencies = 1 + unknown, LatencyUs = record.LatencyUs & ~unknown };
    }
}
