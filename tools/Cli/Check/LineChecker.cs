using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Check;

/// <summary>Counts lines as the Aggregator would, and keeps what explains the counts.</summary>
internal sealed class LineChecker(
    ParserOptions parserOptions, EndpointOptions endpointOptions, int examplesPerReason, long arrivalTimestampMs, bool isUnitSaid, EachLineWriter? each = null) : ILineSink
{
    /// <summary>More of a rejected line is not kept: a binary file is one line of any length.</summary>
    private const int MaxExampleBytes = 64 * 1024;

    private readonly LineParser _parser = new(parserOptions);
    private readonly EndpointTemplater _templater = new(endpointOptions);
    private readonly byte[] _endpoint = new byte[endpointOptions.MaxEndpointBytes];
    private readonly KindCount[] _kinds = Enumerable.Repeat(new KindCount(0, 0, 0), LogFormatNames.KindCount).ToArray();
    private readonly long[] _rejects = new long[RejectReasonNames.Count];
    private readonly List<RejectExample> _examples = [];
    private readonly FieldUses _uses = new(parserOptions);

    public long ArrivalTimestampMs { get; } = arrivalTimestampMs;

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    public long Lines => Accepted + Rejected;

    public ParsedLine? FirstAccepted { get; private set; }

    /// <summary>In the order of the lines.</summary>
    public IReadOnlyList<RejectExample> Examples => _examples;

    public IEnumerable<(LineKind Kind, KindCount Count)> Kinds =>
        _kinds.Select((count, kind) => ((LineKind)kind, count)).Where(entry => entry.count.Lines > 0).OrderByDescending(entry => entry.count.Lines);

    public IEnumerable<(RejectReason Reason, long Lines)> Rejects =>
        _rejects.Select((lines, reason) => ((RejectReason)reason, lines)).Where(entry => entry.lines > 0).OrderByDescending(entry => entry.lines);

    /// <summary>Which keys of JSON lines were taken for which fields, and which look as if they were meant.</summary>
    public FieldUses Uses => _uses;

    /// <summary>Lines of text that may be meant otherwise than they were read.</summary>
    public Doubts Doubts { get; } = new(parserOptions, isUnitSaid);

    /// <summary>Says which text the next lines stand in, so that their numbers can be those of its lines.</summary>
    public void BeginText(ReadOnlyMemory<byte> text) => each?.BeginText(text);

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        LogRecord record = default;
        RejectReason reason = _parser.Parse(line, fallbackTimestampMs, ref record);
        if (reason != RejectReason.None)
        {
            Doubts.Reject(line);
            Reject(reason, line, _parser.RejectedAt);
            return;
        }
        if (each is not null)
        {
            int length = _templater.Write(record.Method, record.Target, _endpoint);
            each.Accept(line, _parser.Kind, in record, _endpoint.AsSpan(0, length));
        }
        Accepted++;
        KindCount count = _kinds[(int)_parser.Kind];
        _kinds[(int)_parser.Kind] = new KindCount(
            count.Lines + 1,
            count.WithLatency + (record.LatencyUs == LogRecord.NoLatency ? 0 : 1),
            count.WithRegion + (record.Region.IsEmpty ? 0 : 1));
        FirstAccepted ??= Describe(record, fallbackTimestampMs);
        if (_parser.Kind == LineKind.Json)
        {
            _uses.Count(line);
        }
        Doubts.Accept(line, _parser.Kind);
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Reject(reason, raw, default);

    public void OnDirective(ReadOnlySpan<byte> directive) => _parser.ApplyDirective(directive);

    private void Reject(RejectReason reason, ReadOnlySpan<byte> raw, FieldSpan at)
    {
        each?.Reject(raw, reason);
        Rejected++;
        if (_rejects[(int)reason]++ < examplesPerReason)
        {
            _examples.Add(new RejectExample(Lines, reason, raw[..Math.Min(raw.Length, MaxExampleBytes)].ToArray(), at));
        }
    }

    private ParsedLine Describe(LogRecord record, long fallbackTimestampMs)
    {
        int length = _templater.Write(record.Method, record.Target, _endpoint);
        return new ParsedLine(
            _parser.Kind.DisplayName(), DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs), record.TimestampMs != fallbackTimestampMs,
            Encoding.UTF8.GetString(_endpoint, 0, length), record.Status, record.LatencyUs, record.ResponseBytes,
            Encoding.UTF8.GetString(record.Region), Encoding.UTF8.GetString(record.Client));
    }
}
