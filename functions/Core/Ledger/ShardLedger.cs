using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// The state of one shard: how far the stream was read, the open windows, and the frozen segments that wait to be published. The whole
/// of it is one stored blob that is replaced by conditional writes, which is what makes every line count once (docs/data.md).
/// Pure: no I/O, no clock. Not thread-safe; ledgers of one <see cref="LedgerContext"/> take turns.
/// </summary>
public sealed partial class ShardLedger
{
    private const int BytesPerLine = 8;

    private readonly LedgerContext _context;
    private readonly LedgerOptions _options;
    private readonly WindowTally _tally;
    private readonly PendingLines _pending;
    private readonly int _maxKeys;
    private readonly int _baseSeconds;
    private readonly long _baseMs;
    private readonly long _latenessMs;
    private readonly List<OpenWindow> _windows = [];
    private readonly Dictionary<WindowKey, OpenWindow> _windowsByKey = [];
    private readonly List<Segment> _outbox = [];
    private readonly List<int> _storedSizes = [];
    private OpenWindow? _current;
    private long _newestEventMs; // of the lines whose clock may be right
    private long _latestEventMs; // where that ends
    private long _eventBeforeMs; // _newestEventMs when it was looked at last
    private long _eventMovedMs; // arrival time when it had moved last
    private long _linesUntilMeasured;
    private long _growthLimit;
    private long _measuredBytes;

    /// <summary>The ledger of a shard that was never read.</summary>
    public ShardLedger(LedgerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _options = context.Options;
        _tally = context.Tally;
        _pending = new PendingLines(context.Keys);
        _maxKeys = _options.MaxKeysPerWindow;
        _baseSeconds = _options.WindowSeconds[0];
        _baseMs = _baseSeconds * 1000L;
        _latenessMs = _options.AllowedLatenessSeconds * 1000L;
        SetMeasured(0);
    }

    /// <summary>Frozen segments that are not known to be published, oldest first.</summary>
    public IReadOnlyList<Segment> Outbox => _outbox;

    /// <summary>Number of the last segment that was frozen; 0 = none.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Number of the last segment that left the outbox; 0 = none.</summary>
    public long LastDropped { get; private set; }

    /// <summary>Window lengths of whoever stored the ledger last, seconds, the base first; empty for one that was never stored.</summary>
    public IReadOnlyList<int> StoredSizes => _storedSizes;

    /// <summary>Newest arrival time, milliseconds since the epoch.</summary>
    public long NewestArrivalMs { get; private set; }

    /// <summary>Watermark of the last freeze: windows that open before it are late.</summary>
    public long PassedMs { get; private set; }

    /// <summary>The windows that take lines, as segments without a number: for those who look at a ledger and do not go on with it.</summary>
    public IReadOnlyList<Segment> OpenParts()
    {
        Flush();
        return [.. _windows.Select(LedgerParts.PartOf)];
    }

    /// <summary>What the shard received lately. Stored beside the blob, so that it can be read without it.</summary>
    public ShardHeat Heat { get; private set; } = new();

    /// <summary>Whether any window still takes lines.</summary>
    public bool HasOpenWindows => _windows.Count > 0;

    /// <summary>Lines counted in this object's life that came after their window was frozen.</summary>
    public long LateLines { get; private set; }

    /// <summary>
    /// Instant (event time, milliseconds) up to which the shard is taken to be complete: the newest event time, though never beyond
    /// the newest arrival time (a fast clock must not close windows), minus the allowed lateness. Times that are further ahead of the arrival than
    /// the allowed lateness are of a wrong clock and do not count.
    /// </summary>
    public long WatermarkMs => Math.Min(_newestEventMs, NewestArrivalMs) - _latenessMs;

    /// <summary>Whether the blob may have grown to its limit: an estimate for every line, which <see cref="IsFull"/> settles.</summary>
    public bool MayBeFull => _linesUntilMeasured <= 0 || _tally.GrowthBytes > _growthLimit;

    private long RoomBytes => _options.LimitBytes - _measuredBytes;

    /// <summary>Notes the arrival time of a record, milliseconds since the epoch; before its lines.</summary>
    public void ObserveArrival(long arrivalMs)
    {
        NewestArrivalMs = Math.Max(NewestArrivalMs, arrivalMs);
        _latestEventMs = NewestArrivalMs + _latenessMs;
    }

    /// <summary>Counts an accepted line. The hot path: no allocation for known names.</summary>
    public void Count(scoped in LogRecord record)
    {
        long timestampMs = record.TimestampMs;
        OpenWindow? window = _current;
        if (window is null || (ulong)(timestampMs - window.StartMs) >= (ulong)_baseMs)
        {
            window = SwitchTo(timestampMs);
        }

        if (timestampMs > _newestEventMs && timestampMs <= _latestEventMs)
        {
            _newestEventMs = timestampMs;
        }

        if (window.IsLate)
        {
            LateLines++;
        }

        if (_pending.Count == 0)
        {
            _context.BeginGroup(this);
        }

        _pending.Add(in record);
        if (_pending.Count == PendingLines.Capacity)
        {
            Flush();
        }

        _linesUntilMeasured--;
    }

    /// <summary>Counts accepted lines of a text, in their order.</summary>
    public void Count(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records)
    {
        Flush();
        while (!records.IsEmpty)
        {
            OpenWindow window = _current is { } current && IsIn(current, in records[0]) ? current : SwitchTo(records[0].TimestampMs);
            int count = CountIn(window, records[..Math.Min(records.Length, PendingLines.Capacity)]);
            _context.BeginGroup(this);
            _pending.CountNow(text, records[..count], window, _maxKeys);
            LateLines += window.IsLate ? count : 0;
            _linesUntilMeasured -= count;
            records = records[count..];
        }
    }

    private bool IsIn(OpenWindow window, in PlacedRecord record) => (ulong)(record.TimestampMs - window.StartMs) < (ulong)_baseMs;

    // How many records at the start are of a window; their times are noted.
    private int CountIn(OpenWindow window, ReadOnlySpan<PlacedRecord> records)
    {
        int count = 0;
        long newestEventMs = _newestEventMs;
        long latestEventMs = _latestEventMs;
        for (; count < records.Length && IsIn(window, in records[count]); count++)
        {
            long timestampMs = records[count].TimestampMs;
            if (timestampMs > newestEventMs && timestampMs <= latestEventMs)
            {
                newestEventMs = timestampMs;
            }
        }

        _newestEventMs = newestEventMs;
        return count;
    }

    /// <summary>
    /// Counts the lines that were taken but wait for company. Whatever looks at the windows does this first; to be called by those who
    /// read the context's figures.
    /// </summary>
    public void Flush()
    {
        if (_pending.Count > 0)
        {
            _pending.Flush(_current!, _maxKeys);
        }
    }

    /// <summary>Counts a line that could not be read, in the window of its arrival.</summary>
    /// <param name="reason">Name of the reason.</param>
    /// <param name="arrivalMs">Arrival time of the record, milliseconds since the epoch.</param>
    public void CountReject(string reason, long arrivalMs)
    {
        OpenWindow? window = _current;
        if (window is null || (ulong)(arrivalMs - window.StartMs) >= (ulong)_baseMs)
        {
            window = SwitchTo(arrivalMs);
        }

        window.RejectCell(_context.ReasonName(reason)).Requests++;
        _linesUntilMeasured--;
    }

    /// <summary>Drops the first segments of the outbox: they are published, and every larger size has taken them.</summary>
    public void RemovePublished(int segments)
    {
        LastDropped = segments > 0 ? _outbox[segments - 1].Number : LastDropped;
        _outbox.RemoveRange(0, segments);
    }

    /// <summary>Whether a window that takes lines lies within a larger one.</summary>
    internal bool HasOpenWithin(OpenWindow larger)
    {
        foreach (OpenWindow window in _windows)
        {
            if (window.StartMs >= larger.StartMs && window.EndMs <= larger.EndMs)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the blob is within 1/16 of its limit, by encoding it. A full ledger is to be written, with
    /// <see cref="FreezeLargest"/> before, and published before it takes more.
    /// </summary>
    public bool IsFull()
    {
        Encode();
        return IsNearLimit;
    }

    /// <summary>Whether the last encoding was within 1/16 of the limit.</summary>
    public bool IsNearLimit => RoomBytes < _options.LimitBytes / 16;

    /// <summary>Cells held in memory, for those who bound it.</summary>
    public long CellCount
    {
        get
        {
            Flush();
            long cells = 0;
            foreach (OpenWindow window in _windows)
            {
                cells += window.CellCount;
            }

            return cells;
        }
    }

    /// <summary>Gives the memory of the windows back to the context. The ledger must not be used any more.</summary>
    public void Release()
    {
        _pending.Clear();
        foreach (OpenWindow window in _windows)
        {
            _context.ReturnWindow(window);
        }

        _windows.Clear();
        _windowsByKey.Clear();
        _current = null;
    }

    private OpenWindow SwitchTo(long timestampMs)
    {
        Flush();
        WindowKey key = WindowKey.Containing(_baseSeconds, timestampMs);
        OpenWindow window = GetOrOpen(key, timestampMs);
        window.BeginChange();
        _current = window;
        return window;
    }

    private OpenWindow GetOrOpen(WindowKey key, long timestampMs)
    {
        if (!_windowsByKey.TryGetValue(key, out OpenWindow? window))
        {
            // A window outside the usual time (already passed, or opened by a clock that is far ahead) will not be closed by the
            // watermark; it takes lines for the allowed lateness in arrival time, so that a burst of them makes one segment.
            bool isLate = key.EndSeconds * 1000 <= PassedMs;
            bool isEarly = timestampMs > NewestArrivalMs + _latenessMs;
            window = _context.RentWindow();
            window.Open(key, isLate || isEarly ? NewestArrivalMs + Math.Max(1, _latenessMs) : 0, isLate);
            _windows.Add(window);
            _windowsByKey.Add(key, window);
            _tally.GrowthBytes += WindowTally.BytesPerCell;
        }

        return window;
    }

    private void SetMeasured(long bytes)
    {
        _measuredBytes = bytes;
        _growthLimit = _tally.GrowthBytes + (RoomBytes / 2);
        _linesUntilMeasured = Math.Max(RoomBytes / 2 / BytesPerLine, 1);
    }
}
