using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.LocalCloud.Page;

namespace LogFunctions.Cli.Up;

/// <summary>Reads lines as the Aggregator does and hands them to the page's tail; those beyond a number are only counted.</summary>
/// <param name="tail">Takes them.</param>
/// <param name="parserOptions">How lines are read.</param>
/// <param name="endpointOptions">What they count under.</param>
internal sealed class TailSink(LineTail tail, ParserOptions parserOptions, EndpointOptions endpointOptions) : ILineSink
{
    private readonly LineParser _parser = new(parserOptions);
    private readonly EndpointTemplater _templater = new(endpointOptions);
    private readonly byte[] _endpoint = new byte[endpointOptions.MaxEndpointBytes];

    /// <summary>Lines that may still be shown; what comes after is skipped.</summary>
    public int Left { get; set; }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        if (--Left < 0)
        {
            tail.Skip(1);
            return;
        }

        LogRecord record = default;
        RejectReason reason = _parser.Parse(line, fallbackTimestampMs, ref record);
        string text = Text(line);
        if (reason != RejectReason.None)
        {
            tail.Add(text, null, 0, reason.Name());
            return;
        }

        int length = _templater.Write(record.Method, record.Target, _endpoint);
        tail.Add(text, Encoding.UTF8.GetString(_endpoint, 0, length), record.Status, null);
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => tail.Add(Text(raw), null, 0, reason.Name());

    public void OnDirective(ReadOnlySpan<byte> directive) => _parser.ApplyDirective(directive);

    private static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4 * LineTail.LineCharactersMax)]);
}
