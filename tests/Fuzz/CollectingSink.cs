using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Fuzz;

/// <summary>Keeps every call as text (Latin-1), so that sequences can be compared.</summary>
internal readonly struct CollectingSink() : ILineSink
{
    public List<(string Line, long FallbackTimestampMs)> Lines { get; } = [];

    public List<(RejectReason Reason, string Raw)> Rejects { get; } = [];

    public List<string> Directives { get; } = [];

    public static CollectingSink Read(PayloadReader reader, ReadOnlySpan<byte> payload, long arrivalTimestampMs)
    {
        var sink = new CollectingSink();
        reader.Read(payload, arrivalTimestampMs, ref sink);
        return sink;
    }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => Lines.Add((Encoding.Latin1.GetString(line), fallbackTimestampMs));

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Rejects.Add((reason, Encoding.Latin1.GetString(raw)));

    public void OnDirective(ReadOnlySpan<byte> directive) => Directives.Add(Encoding.Latin1.GetString(directive));
}
