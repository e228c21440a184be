namespace LogFunctions.Core.Parsing;

/// <summary>
/// Says for people how sure the latency of an access log line is. Reads every line field by field; for <c>logfn check</c>, not for the
/// stream. For one thread.
/// </summary>
public sealed class AccessLogExplainer
{
    private readonly Scratch _scratch = new();
    private readonly AccessLogTail _tail;
    private readonly AccessLogReader _reader;

    /// <param name="options">How lines are read; directives and names of fields do not matter here.</param>
    public AccessLogExplainer(ParserOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _tail = new AccessLogTail(options.ApacheTimeUnit);
        _reader = new AccessLogReader(_tail, new TimestampReader(), _scratch, readsPlainLines: false);
    }

    /// <summary>What the numbers behind a line were taken for.</summary>
    /// <param name="line">
    /// A line that was read as <see cref="LineKind.Common"/>, <see cref="LineKind.Combined"/> or <see cref="LineKind.IngressNginx"/>.
    /// </param>
    /// <param name="wholeNumber">The number of <see cref="TailUse.ByUnit"/>; else 0.</param>
    public TailUse Explain(ReadOnlySpan<byte> line, out long wholeNumber)
    {
        _scratch.Clear();
        wholeNumber = 0;
        line = line.Trim(" \t\r\n"u8);
        line = LinePrefix.TryFind(line, out int length, out _) ? line[length..] : line;
        int hostEnd = line.IndexOf((byte)' ');
        LogRecord record = default;
        LineKind kind = LineKind.Common;
        FieldSpan at = default;
        if (hostEnd < 0 || _reader.Read(line, hostEnd, ref record, ref kind, ref at) != RejectReason.None)
        {
            return TailUse.NoNumbers;
        }

        return _tail.Explain(line, record.LatencyUs, out wholeNumber);
    }
}
