using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Fuzz.Reference;

namespace LogFunctions.Fuzz;

/// <summary>What the fuzz targets found wrong.</summary>
internal sealed class FuzzFailure(string message, byte[] input) : Exception(message)
{
    public byte[] Input { get; } = input;
}

/// <summary>
/// Lines: a parser that has seen other lines, a new parser and the reference must agree, and the endpoint must be what the
/// reference makes of it: valid, visible, bounded.
/// </summary>
internal sealed class LineFuzzer
{
    private const long FallbackTimestampMs = 1_700_000_000_000;

    private readonly LineParser _used = new(new ParserOptions());
    private readonly EndpointTemplater _templater = new(new EndpointOptions { MaxEndpointBytes = 96 });
    private readonly EndpointTemplater _verbatim = new(new EndpointOptions { TemplateIds = IdFolding.Off });
    private readonly byte[] _endpoint = new byte[1024];

    /// <exception cref="FuzzFailure">They disagree.</exception>
    public void Check(byte[] line)
    {
        try
        {
            ReferenceRecord expected = ReferenceParser.Parse(line, FallbackTimestampMs);
            var parser = new LineParser(new ParserOptions());
            ReferenceRecord actual = ReferenceRecord.Of(parser, line, FallbackTimestampMs);
            if (expected == ReferenceRecord.NotCompared || (actual.Reason == RejectReason.None && IsOther(parser.Kind)))
            {
                expected = actual; // a new parser and a used one are compared all the same
            }
            Compare("a new parser", line, expected, actual);
            Compare("a used parser", line, expected, ReferenceRecord.Of(_used, line, FallbackTimestampMs));
            Compare("a used parser, the second time", line, expected, ReferenceRecord.Of(_used, line, FallbackTimestampMs));
            FieldSpan at = _used.RejectedAt;
            if (expected.Reason != RejectReason.None && (at.Offset < 0 || at.Length < 0 || at.Offset + at.Length > line.Length))
            {
                throw new FuzzFailure($"caret at {at} is outside the line of {line.Length} bytes", line);
            }
            if (expected.Reason == RejectReason.None)
            {
                CheckEndpoint(line, expected, _templater, templateIds: true);
                CheckEndpoint(line, expected, _verbatim, templateIds: false);
            }
        }
        catch (Exception e) when (e is not FuzzFailure)
        {
            throw new FuzzFailure(e.ToString(), line);
        }
    }

    /// <summary>
    /// Formats that the reference does not know: mutations start from none of their lines and rarely make one. What they mean is tested by examples
    /// (TextFormatTests). A line that is refused is always compared, whatever it is taken for.
    /// </summary>
    private static bool IsOther(LineKind kind) => kind >= LineKind.Envoy;

    private void CheckEndpoint(byte[] line, ReferenceRecord record, EndpointTemplater templater, bool templateIds)
    {
        byte[] method = Encoding.Latin1.GetBytes(record.Method);
        byte[] target = Encoding.Latin1.GetBytes(record.Target);
        string actual = ReferenceRecord.Text(_endpoint.AsSpan(0, templater.Write(method, target, _endpoint)));
        string expected = ReferenceText.Endpoint(record.Method, record.Target, templateIds, templater.MaxEndpointBytes);
        if (actual != expected)
        {
            throw new FuzzFailure($"endpoint '{actual}', expected '{expected}'", line);
        }
    }

    private static void Compare(string who, byte[] line, ReferenceRecord expected, ReferenceRecord actual)
    {
        if (actual != expected)
        {
            throw new FuzzFailure($"{who} says\n  {actual}\nthe reference says\n  {expected}", line);
        }
    }
}
