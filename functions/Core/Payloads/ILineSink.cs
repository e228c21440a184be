using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// Receives what a payload holds, in the order of the payload. Every span is valid only during the call: it points into the
/// payload or into a buffer that is reused.
/// </summary>
public interface ILineSink
{
    /// <summary>A line without its line end; never blank. Not yet parsed, so any bytes.</summary>
    /// <param name="line">The line.</param>
    /// <param name="fallbackTimestampMs">Event time if the line states none: the log event's (CloudWatch Logs), else the arrival.</param>
    void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs);

    /// <summary>
    /// Offers the rest of a text, from the start of a line that is neither blank nor a container or directive: a sink that finds the ends
    /// of lines while it reads them saves the search for them. The line behind those it takes comes by <see cref="OnLine"/>, or as what
    /// else it may be.
    /// </summary>
    /// <param name="text">The line and what follows it.</param>
    /// <param name="fallbackTimestampMs">As for <see cref="OnLine"/>.</param>
    /// <returns>
    /// Bytes taken: whole lines with their line ends (the last line of the text may have none), none of them an envelope of lines or a
    /// directive; 0 = none.
    /// </returns>
    int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs);

    /// <summary>A container that could not be opened. Counts as one line.</summary>
    /// <param name="reason">A <c>container.*</c> reason.</param>
    /// <param name="raw">The container as it came, so that it can be fed in again.</param>
    /// <param name="fallbackTimestampMs">The arrival.</param>
    void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs);

    /// <summary>
    /// A W3C header line (<c>#Fields: ...</c>) that holds for the following lines of this payload; not a line, not counted. An
    /// empty span ends it: called once at the end of a payload that had one. Hand both to <see cref="LineParser.ApplyDirective"/>.
    /// </summary>
    void OnDirective(ReadOnlySpan<byte> directive);
}
