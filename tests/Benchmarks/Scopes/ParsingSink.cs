using System.Runtime.CompilerServices;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>Parses every line and counts those that are accepted.</summary>
internal struct ParsingSink(LineParser parser) : ILineSink
{
    public long Accepted;

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        Unsafe.SkipInit(out LogRecord record);
        Accepted += parser.Parse(line, fallbackTimestampMs, ref record) == RejectReason.None ? 1 : 0;
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
    {
        var taker = new CountingTaker();
        int taken = parser.ParseText(text, fallbackTimestampMs, ref taker);
        Accepted += taker.Records;
        return taken;
    }

    public readonly void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
    {
    }

    public readonly void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
}
