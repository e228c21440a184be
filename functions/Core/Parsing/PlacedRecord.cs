using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// One request of many in a text: what is counted of a <see cref="LogRecord"/>, with places instead of spans, so that there can be a list
/// of them. An empty field may stand anywhere.
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

    /// <summary>Where <see cref="LogRecord.Target"/> stands in the text.</summary>
    public FieldSpan Target;

    /// <summary>Where <see cref="LogRecord.Method"/> stands in the text.</summary>
    public FieldSpan Method;

    /// <summary>Where <see cref="LogRecord.Region"/> stands in the text.</summary>
    public FieldSpan Region;

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
        Target = Field(text, Target),
        Method = Field(text, Method),
        Region = Field(text, Region),
        Line = text,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, FieldSpan field) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), (nint)field.Offset), field.Length);
}
