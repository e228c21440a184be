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
/// <param name="connection">The database.</param>
/// <param name="parserOptions">How lines are read.</param>
/// <param name="endpointOptions">How paths become endpoints.</param>
/// <param name="keepsVisitors">Whether client, user agent and referer are kept: most of a table's bytes.</param>
internal sealed class LinesTable(DuckDBConnection connection, ParserOptions parserOptions, EndpointOptions endpointOptions, bool keepsVisitors = true) : ILineSink, IDisposable
{
    private readonly LineRowReader _reader = new(parserOptions, endpointOptions);
    private readonly TextPool _texts = new();
    private readonly DuckDBAppender _appender = connection.CreateAppender("lines");
    private bool _hasDirective;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>When the lines that follow arrived, by which those that can't be read count, milliseconds since the epoch; 0 = not known.</summary>
    public long ArrivalMs { get; set; }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        LineRow row = default;
        _reader.Read(line, fallbackTimestampMs, ref row);
        row.ArrivalMs = ArrivalMs;
        Append(in row);
    }

    /// <summary>Adds a line of an archive, without its newline. False: it is none.</summary>
    public bool TryAddArchived(ReadOnlySpan<byte> line)
    {
        LineRow row = default;
        if (!_reader.TryReadArchivedLine(line, ref row))
        {
            return false;
        }

        if (row.IsBlank)
        {
            _hasDirective = true; // the only blank lines that an archive has
        }
        else
        {
            Append(in row);
        }

        return true;
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
    {
        LineRow row = default;
        LineRowReader.Reject(reason, LineKind.Unrecognized, ref row);
        row.ArrivalMs = ArrivalMs;
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
        long? timeMs = isAccepted ? row.Record.TimestampMs : row.ArrivalMs > 0 ? row.ArrivalMs : null;
        values.AppendValue(timeMs / 1000)
            .AppendValue(timeMs % 1000 * 1000)
            .AppendValue(_texts.Of(row.Endpoint))
            .AppendValue(_texts.Of(row.Region))
            .AppendValue(isAccepted ? row.Record.Status : (long?)null)
            .AppendValue(isAccepted ? row.Record.ResponseBytes : (long?)null)
            .AppendValue(isAccepted && row.Record.LatencyUs >= 0 ? row.Record.LatencyUs : (long?)null)
            .AppendValue(keepsVisitors ? _texts.Of(row.Client) : null)
            .AppendValue(keepsVisitors ? _texts.Of(row.UserAgent) : null)
            .AppendValue(keepsVisitors ? _texts.Of(row.Referer) : null)
            .AppendValue(_texts.Of(LineRowText.Format(in row)))
            .AppendValue(_texts.Of(LineRowText.Verdict(in row)))
            .AppendValue(LineRowText.End)
            .EndRow();
    }
}
