using DuckDB.NET.Data;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Sql;

/// <summary>
/// Fills the table <c>lines</c>: every line that the payload reader gives is a row, whatever it is. Unlike the stream, which counts no blank lines, it
/// has none either. For one thread.
/// </summary>
internal sealed class LinesTable(DuckDBConnection connection, ParserOptions parserOptions, EndpointOptions endpointOptions) : ILineSink, IDisposable
{
    private readonly LineRowReader _reader = new(parserOptions, endpointOptions);
    private readonly TextPool _texts = new();
    private readonly DuckDBAppender _appender = connection.CreateAppender("lines");
    private bool _hasDirective;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        LineRow row = default;
        _reader.Read(line, fallbackTimestampMs, ref row);
        Append(in row);
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
    {
        LineRow row = default;
        LineRowReader.Reject(reason, LineKind.Unrecognized, ref row);
        Append(in row);
    }

    /// <summary>A large file is several payloads: what its directive says holds to its end.</summary>
    public void OnDirective(ReadOnlySpan<byte> directive)
    {
        if (!directive.IsEmpty)
        {
            _hasDirective = true;
            _reader.ApplyDirective(directive);
        }
    }

    /// <summary>Forgets what a file said of its lines.</summary>
    public void EndFile()
    {
        if (_hasDirective)
        {
            _hasDirective = false;
            _reader.ApplyDirective(default);
        }
    }

    public void Dispose() => _appender.Dispose();

    private void Append(scoped in LineRow row)
    {
        Rows++;
        IDuckDBAppenderRow values = _appender.CreateRow();
        bool isAccepted = row.IsAccepted;
        values.AppendValue(isAccepted ? row.Record.TimestampMs / 1000 : (long?)null)
            .AppendValue(isAccepted ? row.Record.TimestampMs % 1000 * 1000 : (long?)null)
            .AppendValue(_texts.Of(row.Endpoint))
            .AppendValue(_texts.Of(row.Region))
            .AppendValue(isAccepted ? row.Record.Status : (long?)null)
            .AppendValue(isAccepted ? row.Record.ResponseBytes : (long?)null)
            .AppendValue(isAccepted && row.Record.LatencyUs >= 0 ? row.Record.LatencyUs : (long?)null)
            .AppendValue(_texts.Of(row.Client))
            .AppendValue(_texts.Of(row.UserAgent))
            .AppendValue(_texts.Of(row.Referer))
            .AppendValue(_texts.Of(LineRowText.Format(in row)))
            .AppendValue(_texts.Of(LineRowText.Verdict(in row)))
            .AppendValue(LineRowText.End)
            .EndRow();
    }
}
