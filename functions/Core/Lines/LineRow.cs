using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Lines;

/// <summary>
/// One input line as a row of the table <c>lines</c>, whatever it was. All texts are UTF-8 without control characters. The spans are valid
/// until the reader reads the next line.
/// </summary>
public ref struct LineRow
{
    /// <summary>What the line says. Of a line that was not accepted nothing of it counts.</summary>
    public LogRecord Record;

    /// <summary>The key it counts under, as in the rows of the stream; empty unless accepted.</summary>
    public ReadOnlySpan<byte> Endpoint;

    /// <summary>The key it counts under; <c>(none)</c> when the line states none, empty unless accepted.</summary>
    public ReadOnlySpan<byte> Region;

    /// <summary>Client address as logged; empty = unknown.</summary>
    public ReadOnlySpan<byte> Client;

    /// <summary>User agent, escapes undone; empty = unknown.</summary>
    public ReadOnlySpan<byte> UserAgent;

    /// <summary>Referer, escapes undone; empty = unknown.</summary>
    public ReadOnlySpan<byte> Referer;

    /// <summary>
    /// When the stream got the line, milliseconds since the epoch; a rejected line counts by it. 0 = not known: the line comes from no
    /// archive.
    /// </summary>
    public long ArrivalMs;

    /// <summary>What the line was taken for.</summary>
    public LineKind Kind;

    /// <summary>Why it was not accepted; <see cref="RejectReason.None"/> otherwise.</summary>
    public RejectReason Reason;

    /// <summary>Nothing to count and nothing wrong: an empty line, white space, a W3C directive.</summary>
    public bool IsBlank;

    /// <summary>Whether it counts as a request.</summary>
    public readonly bool IsAccepted => !IsBlank && Reason == RejectReason.None;
}
