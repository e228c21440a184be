using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>What a line means, with bytes as Latin-1 strings so that two can be compared and shown.</summary>
internal sealed record ReferenceRecord(
    RejectReason Reason,
    long TimestampMs = 0,
    string Method = "",
    string Target = "",
    string Region = "",
    string Client = "",
    int Status = 0,
    long LatencyUs = LogRecord.NoLatency,
    long ResponseBytes = 0)
{
    /// <summary>The reference does not know what the line means.</summary>
    public static ReferenceRecord NotCompared { get; } = new(RejectReason.None, TimestampMs: long.MinValue);

    /// <summary>What the parser under test says.</summary>
    public static ReferenceRecord Of(LineParser parser, ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        LogRecord record = default;
        RejectReason reason = parser.Parse(line, fallbackTimestampMs, ref record);
        return reason != RejectReason.None
            ? new ReferenceRecord(reason)
            : new ReferenceRecord(
                reason, record.TimestampMs, Text(record.Method), Text(record.Target), Text(record.Region), Text(record.Client),
                record.Status, record.LatencyUs, record.ResponseBytes);
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
