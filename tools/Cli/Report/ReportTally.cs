using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Report;

/// <summary>
/// Counts the lines of some parts, as the Aggregator would: its parser, endpoints and windows. Window by window it hands them over to the
/// totals, so that memory follows the distinct endpoints, not the length of the log. Not thread-safe: one for each worker.
/// </summary>
internal sealed class ReportTally : ILineSink
{
    /// <summary>Cells as objects before they are handed over; some KB each.</summary>
    private const int MaxCells = 50_000;

    /// <summary>Windows that are open at once before the steps are looked at again.</summary>
    private const int MaxWindows = 2 * WindowSteps.MaxPoints;

    private readonly ReportOptions _options;
    private readonly LineParser _parser;
    private readonly EndpointTemplater _templater;
    private readonly long _fromMs;
    private readonly long _toMs;
    private LedgerContext _context;
    private ShardLedger _ledger;
    private int _windowSeconds;
    private long _firstMs = long.MaxValue;
    private long _lastMs = long.MinValue;
    private long _outside;
    private long _window = long.MinValue;
    private int _switches;

    /// <param name="options">What to count, and how.</param>
    /// <param name="windowSeconds">Length of the windows to begin with: not more than the steps of the result.</param>
    public ReportTally(ReportOptions options, int windowSeconds)
    {
        _options = options;
        _parser = new LineParser(options.Parser);
        _templater = new EndpointTemplater(options.Endpoints);
        _fromMs = options.From?.ToUnixTimeMilliseconds() ?? long.MinValue;
        _toMs = options.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        Totals = new ReportTotals(options.Endpoint is { } glob ? new TextGlob(glob).IsMatch : null);
        _windowSeconds = windowSeconds;
        (_context, _ledger) = NewLedger();
    }

    /// <summary>What was counted; whole after <see cref="HandOver"/>.</summary>
    public ReportTotals Totals { get; }

    /// <summary>Whether a header line was met that holds for the lines after it: then they must be read in order.</summary>
    public bool HasDirective { get; private set; }

    /// <summary>Whether header lines hold beyond the piece at hand, because the next one continues it.</summary>
    public bool KeepsDirective { get; set; }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
    {
        LogRecord record = default;
        RejectReason reason = _parser.Parse(line, fallbackTimestampMs, ref record);
        if (reason == RejectReason.None)
        {
            Count(in record);
        }
        else
        {
            Totals.CountReject(reason);
        }
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
    {
        var taker = new Taker(this);
        return _parser.ParseText(text, fallbackTimestampMs, ref taker);
    }

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Totals.CountReject(reason);

    public void OnDirective(ReadOnlySpan<byte> directive)
    {
        HasDirective |= !directive.IsEmpty;
        if (!directive.IsEmpty || !KeepsDirective)
        {
            _parser.ApplyDirective(directive);
        }
    }

    /// <summary>Forgets header lines: another file begins.</summary>
    public void BeginFile() => _parser.ApplyDirective(default);

    /// <summary>To be called after every piece, so that memory stays bounded.</summary>
    public void EndPiece()
    {
        if (_ledger.MayBeFull || _switches > MaxWindows || _ledger.CellCount > MaxCells)
        {
            HandOver();
        }
    }

    /// <summary>Hands everything that was counted over to <see cref="Totals"/>.</summary>
    public void HandOver()
    {
        _ledger.Flush();
        _ledger.FreezeAll(0);
        if (_firstMs <= _lastMs && _options.WindowSeconds is null)
        {
            _windowSeconds = Math.Max(_windowSeconds, WindowSteps.For(_lastMs - _firstMs));
        }

        Totals.WidenSteps(_windowSeconds);
        foreach (Segment window in _ledger.Outbox)
        {
            Totals.Add(window);
        }

        Totals.FirstMs = _firstMs;
        Totals.LastMs = _lastMs;
        Totals.LinesOutside = _outside;
        _ledger.Release();
        (_context, _ledger) = NewLedger();
        _switches = 0;
    }

    private (LedgerContext, ShardLedger) NewLedger()
    {
        // A window takes lines until it is handed over; nothing closes it before.
        var options = new LedgerOptions { WindowSeconds = [_windowSeconds], MaxKeysPerWindow = ReportTotals.MaxValues, LimitBytes = 1 << 28 };
        LedgerContext context = _context is { } last && last.Options.WindowSeconds[0] == _windowSeconds
            ? last
            : new LedgerContext(options, _templater.Write, (ulong)Random.Shared.NextInt64(), _templater.IdsAreAlike);
        return (context, new ShardLedger(context));
    }

    private void Count(scoped in LogRecord record)
    {
        if (Note(record.TimestampMs))
        {
            _ledger.Count(in record);
        }
    }

    // Whether a line of this time is wanted.
    private bool Note(long timestampMs)
    {
        if (timestampMs < _fromMs || timestampMs >= _toMs)
        {
            _outside++;
            return false;
        }

        _firstMs = Math.Min(_firstMs, timestampMs);
        _lastMs = Math.Max(_lastMs, timestampMs);
        if ((ulong)(timestampMs - _window) >= (ulong)_windowSeconds * 1000)
        {
            _window = timestampMs - (timestampMs % (_windowSeconds * 1000L));
            _switches++;
        }

        return true;
    }

    private void Count(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records)
    {
        int start = 0;
        for (int i = 0; i < records.Length; i++)
        {
            if (!Note(records[i].TimestampMs))
            {
                CountRun(text, records[start..i]);
                start = i + 1;
            }
        }

        CountRun(text, records[start..]);
    }

    private void CountRun(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records)
    {
        if (!records.IsEmpty)
        {
            _ledger.Count(text, records);
        }
    }

    private readonly struct Taker(ReportTally tally) : IRecordTaker
    {
        public bool OnRecord(scoped in LogRecord record)
        {
            tally.Count(in record);
            return true;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        {
            tally.Count(text, records);
            taken = records.Length;
            return true;
        }
    }
}
