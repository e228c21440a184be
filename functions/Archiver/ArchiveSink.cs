using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Archiver;

/// <summary>What the payload reader calls for one record.</summary>
internal readonly struct ArchiveSink(ArchiveObject target, long arrivalMs) : ILineSink
{
    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => target.AddLine(line, arrivalMs, fallbackTimestampMs);

    // Lines are copied, not read, so there is nothing to gain by taking many at a time.
    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => target.AddContainer(reason, raw, arrivalMs);

    public void OnDirective(ReadOnlySpan<byte> directive) => target.AddDirective(directive, arrivalMs);
}
