using LogFunctions.Cli.Sql;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Audit;

/// <summary>Records of the stream as lines of the table, under the time they arrived; of a record that is partly counted its first lines.</summary>
internal sealed class AuditedLines(LinesTable table) : ILineSink
{
    private readonly PayloadReader _payloads = new(new PayloadOptions());
    private long _left;

    /// <summary>Adds the lines of a record.</summary>
    /// <param name="data">Its payload.</param>
    /// <param name="arrivalMs">When it arrived.</param>
    /// <param name="maxLines">Lines that are wanted of it.</param>
    public void Add(ReadOnlySpan<byte> data, long arrivalMs, long maxLines)
    {
        _left = maxLines;
        table.ArrivalMs = arrivalMs;
        AuditedLines sink = this;
        _payloads.Read(data, arrivalMs, ref sink);
        table.EndFile();
        table.ArrivalMs = 0;
    }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        if (_left-- > 0)
        {
            table.OnLine(line, fallbackTimestampMs);
        }
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
    {
        if (_left-- > 0)
        {
            table.OnReject(reason, raw, fallbackTimestampMs);
        }
    }

    public void OnDirective(ReadOnlySpan<byte> directive) => table.OnDirective(directive);
}
