using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Core.Lines;

/// <summary>
/// From lines to rows of the table <c>lines</c>: the parser and the templater of the stream, so every key is the one the stream counts
/// under. Every line gives one row. For one thread; no allocation per line.
/// </summary>
public sealed class LineRowReader
{
    private readonly LineParser _parser;
    private readonly EndpointTemplater _templater;
    private readonly byte[] _endpoint;
    private readonly VisitorText _visitor = new();
    private readonly CleanText _client = new();
    private byte[] _unescaped = [];

    /// <param name="parserOptions">As those of the stream.</param>
    /// <param name="endpointOptions">As those of the stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    /// <exception cref="FormatException">A setting is wrong; the message says how.</exception>
    public LineRowReader(ParserOptions parserOptions, EndpointOptions endpointOptions)
    {
        _parser = new LineParser(parserOptions);
        _templater = new EndpointTemplater(endpointOptions);
        _endpoint = new byte[_templater.MaxEndpointBytes];
    }

    private static ReadOnlySpan<byte> NoRegion => "(none)"u8; // as the windows have it: a test compares

    /// <summary>
    /// Reads a line as it stands in a file. It is one line whatever it holds: a JSON array or an envelope of lines is opened before, by
    /// <see cref="PayloadReader"/>, or is a line that can't be read. A W3C directive holds for the lines after it and is blank itself.
    /// </summary>
    /// <param name="line">Without its newline; a carriage return before it is no part of the line.</param>
    /// <param name="fallbackTimestampMs">As for <see cref="LineParser.Parse"/>.</param>
    /// <param name="row">The row.</param>
    public void ReadFileLine(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LineRow row)
    {
        line = line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
        if (line.Length > 0 && line[0] > '#')
        {
            Read(line, fallbackTimestampMs, ref row);
            return;
        }

        bool isDirective = LineSplitter.IsDirective(line);
        line = line[JsonSyntax.SkipWhitespace(line, 0)..];
        if (!line.IsEmpty && !isDirective)
        {
            Read(line, fallbackTimestampMs, ref row);
            return;
        }

        if (isDirective)
        {
            _parser.ApplyDirective(line);
        }

        row = default;
        row.IsBlank = true;
    }

    /// <summary>
    /// Reads a line of the archive: under the time that the stream had for it, so that its row is what the stream counted. A directive is
    /// blank, and holds up to the next one.
    /// </summary>
    /// <param name="line">Without its newline.</param>
    /// <param name="row">The row.</param>
    /// <returns>False: it is no line of an archive, and there is no row.</returns>
    public bool TryReadArchivedLine(ReadOnlySpan<byte> line, ref LineRow row)
    {
        if (!ArchivedLine.TryRead(line, out ArchivedLine archived))
        {
            return false;
        }

        switch (archived.Kind)
        {
            case ArchivedLineKind.Directive:
                _parser.ApplyDirective(archived.Text);
                row = default;
                row.IsBlank = true;
                break;
            case ArchivedLineKind.Container:
                Reject(archived.Reason, LineKind.Unrecognized, ref row);
                break;
            default:
                Read(archived.IsEscaped ? Unescaped(in archived) : archived.Text, archived.FallbackMs, ref row);
                break;
        }

        row.ArrivalMs = archived.ArrivalMs;
        return true;
    }

    /// <summary>Reads a line that is known to be one, as <see cref="ILineSink.OnLine"/> gets it.</summary>
    /// <param name="line">Any bytes.</param>
    /// <param name="fallbackTimestampMs">As for <see cref="LineParser.Parse"/>.</param>
    /// <param name="row">The row.</param>
    public void Read(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LineRow row)
    {
        RejectReason reason = _parser.Parse(line, fallbackTimestampMs, ref row.Record);
        if (reason != RejectReason.None)
        {
            Reject(reason, _parser.Kind, ref row);
            return;
        }

        row.Kind = _parser.Kind;
        row.Reason = RejectReason.None;
        row.IsBlank = false;
        row.ArrivalMs = 0;
        row.Endpoint = _endpoint.AsSpan(0, _templater.Write(row.Record.Method, row.Record.Target, _endpoint));
        row.Region = row.Record.Region.IsEmpty ? NoRegion : row.Record.Region;
        row.Client = _client.Of(row.Record.Client);
        _visitor.Read(row.Record.Line, row.Kind, _parser.CloudFrontFields, out row.UserAgent, out row.Referer);
    }

    /// <summary>The row of a line or a container that was rejected before it could be read.</summary>
    public static void Reject(RejectReason reason, LineKind kind, ref LineRow row)
    {
        row = default;
        row.Reason = reason;
        row.Kind = kind;
    }

    private ReadOnlySpan<byte> Unescaped(scoped in ArchivedLine archived)
    {
        if (_unescaped.Length < archived.Text.Length)
        {
            _unescaped = new byte[archived.Text.Length];
        }

        return _unescaped.AsSpan(0, archived.Unescape(_unescaped));
    }

    /// <summary>As <see cref="LineParser.ApplyDirective"/>.</summary>
    public void ApplyDirective(ReadOnlySpan<byte> directive) => _parser.ApplyDirective(directive);
}
