using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// The larger windows of one size of a shard. Its input is the shard's frozen segments in the order of their numbers, its position the last
/// one taken; what is full grown is frozen into an outbox of its own. The whole of it is one stored blob that is replaced by conditional
/// writes: the law of <see cref="ShardLedger"/>, one level up. A segment may be taken only when the shard's ledger that holds it is stored.
/// Pure: no I/O, no clock. Not thread-safe; ledgers of one <see cref="LedgerContext"/> take turns.
/// </summary>
public sealed class RollupLedger
{
    private readonly LedgerContext _context;
    private readonly int _windowSeconds;
    private readonly List<OpenWindow> _windows = [];
    private readonly List<Segment> _outbox = [];

    /// <summary>The ledger of a shard's windows of a size that were never fed.</summary>
    public RollupLedger(LedgerContext context, int windowSeconds)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSeconds, 1);
        _context = context;
        _windowSeconds = windowSeconds;
    }

    /// <summary>Every segment of the shard up to this number is taken; 0 = none.</summary>
    public long LastTaken { get; private set; }

    /// <summary>Number of the last segment frozen here; 0 = none.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Frozen segments that are not known to be published, oldest first.</summary>
    public IReadOnlyList<Segment> Outbox => _outbox;

    /// <summary>The windows that take segments, as segments without a number: for those who look at a ledger and do not go on with it.</summary>
    public IReadOnlyList<Segment> OpenParts() => [.. _windows.Select(LedgerParts.PartOf)];

    /// <summary>Whether any window still takes segments.</summary>
    public bool HasOpenWindows => _windows.Count > 0;

    /// <summary>Cells held in memory, for those who bound it.</summary>
    public long CellCount => _windows.Sum(window => (long)window.CellCount);

    private long HeldBytes => _windows.Sum(window => (long)window.StoredLength) + _outbox.Sum(segment => (long)segment.StoredLength);

    /// <summary>Whether windows of a size are fed by a segment: by those of every smaller size that divides it.</summary>
    public static bool Feeds(Segment segment, int windowSeconds)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return windowSeconds > segment.Window.WindowSeconds && windowSeconds % segment.Window.WindowSeconds == 0;
    }

    /// <summary>Whether the shard's outbox holds segments that are to be taken.</summary>
    public bool Lacks(ShardLedger shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return shard.Outbox.Any(segment => segment.Number > LastTaken && Feeds(segment, _windowSeconds));
    }

    /// <summary>
    /// Takes segments of the shard's outbox, all of them or as many as fit, and freezes the windows that are complete. At least one is taken
    /// as long as nothing waits to be published here: store this, publish, and take again.
    /// </summary>
    /// <param name="shard">The shard's ledger as it is stored.</param>
    /// <param name="nowMs">Clock, milliseconds since the epoch; only noted in the segments.</param>
    public void Take(ShardLedger shard, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(shard);
        foreach (Segment segment in shard.Outbox)
        {
            if (segment.Number <= LastTaken)
            {
                continue;
            }

            if (Feeds(segment, _windowSeconds))
            {
                // Merged, it makes the windows grow by as much as it holds.
                long held = HeldBytes;
                if (held > 0 && held + segment.Encoded.Length > _context.Options.LimitBytes)
                {
                    Freeze(nowMs, static _ => true);
                    return;
                }

                GetOrOpen(segment, shard).Merge(segment.Cells, _context.Options.MaxKeysPerWindow);
            }

            LastTaken = segment.Number;
        }

        Freeze(nowMs, window => !shard.HasOpenWithin(window)
            && (window.LingerUntilMs > 0 ? shard.NewestArrivalMs >= window.LingerUntilMs : window.EndMs <= shard.PassedMs));
    }

    /// <summary>Freezes what a quiet shard would keep for ever, as <see cref="ShardLedger.FreezeIdle"/> does; the shard's outbox must be taken.</summary>
    public void FreezeIdle(ShardLedger? shard, long nowMs)
    {
        long latenessMs = _context.Options.AllowedLatenessSeconds * 1000L;
        Freeze(nowMs, window => shard?.HasOpenWithin(window) != true
            && (window.LingerUntilMs > 0 || window.EndMs <= nowMs - latenessMs || window.StartMs > nowMs + latenessMs));
    }

    /// <summary>Freezes every window.</summary>
    public void FreezeAll(long nowMs) => Freeze(nowMs, static _ => true);

    /// <summary>Drops the first segments of the outbox: they are published.</summary>
    public void RemovePublished(int segments) => _outbox.RemoveRange(0, segments);

    /// <summary>Gives the memory of the windows back to the context. The ledger must not be used any more.</summary>
    public void Release()
    {
        _windows.ForEach(_context.ReturnWindow);
        _windows.Clear();
    }

    /// <summary>The blob, valid until the next call on any ledger of this context.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        BlobWriter body = _context.Blob;
        LedgerEnvelope.Begin(body);
        body.WriteVarint((ulong)_windowSeconds);
        body.WriteVarint(LastTaken);
        body.WriteVarint(LastNumber);
        body.WriteVarint((ulong)_windows.Count);
        foreach (OpenWindow window in _windows)
        {
            LedgerParts.WriteWindow(body, window);
        }

        LedgerParts.WriteOutbox(body, _outbox);
        return LedgerEnvelope.Finish(body, LedgerEnvelope.RollupFormat);
    }

    /// <summary>Reads a blob written by <see cref="Encode"/>.</summary>
    /// <exception cref="FormatException">The bytes are no such ledger; the message says what was found where.</exception>
    public static RollupLedger Decode(ReadOnlySpan<byte> blob, LedgerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new BlobReader(LedgerEnvelope.Open(blob, LedgerEnvelope.RollupFormat), "Ledger blob of larger windows");
        int windowSeconds = (int)reader.ReadVarint(int.MaxValue, "a window length of");
        var ledger = new RollupLedger(context, windowSeconds == 0 ? throw reader.Failure("has windows of 0 seconds") : windowSeconds);
        try
        {
            ledger.ReadBody(ref reader);
        }
        catch (FormatException)
        {
            ledger.Release();
            throw;
        }

        return ledger;
    }

    private void ReadBody(ref BlobReader reader)
    {
        LastTaken = reader.ReadVarint(long.MaxValue, "a segment number of");
        LastNumber = reader.ReadVarint(long.MaxValue, "a segment number of");
        for (long left = reader.ReadVarint(reader.Rest.Length, "a window count of"); left > 0; left--)
        {
            OpenWindow window = _context.RentWindow();
            _windows.Add(window);
            LedgerParts.ReadWindow(ref reader, window);
            if (window.Key.WindowSeconds != _windowSeconds || _windows.Exists(other => other != window && other.Key == window.Key))
            {
                throw reader.Failure($"has window {window.Key}, which is twice there or of another size");
            }
        }

        LedgerParts.ReadOutbox(ref reader, _outbox, LastNumber);
        if (!reader.AtEnd)
        {
            throw reader.Failure("goes on behind its end");
        }
    }

    private OpenWindow GetOrOpen(Segment segment, ShardLedger shard)
    {
        var key = WindowKey.Containing(_windowSeconds, segment.Window.StartSeconds * 1000);
        OpenWindow? window = _windows.Find(candidate => candidate.Key == key);
        if (window is null)
        {
            // As with the shard's windows: what is not of the usual time is not closed by the watermark. It waits for more of its kind.
            long latenessMs = Math.Max(1, _context.Options.AllowedLatenessSeconds * 1000L);
            bool isUnusual = key.EndSeconds * 1000 <= shard.PassedMs - latenessMs || key.StartSeconds * 1000 > shard.NewestArrivalMs + latenessMs;
            window = _context.RentWindow();
            window.Open(key, isUnusual ? shard.NewestArrivalMs + latenessMs : 0, isLate: false);
            _windows.Add(window);
        }

        return window;
    }

    private void Freeze(long nowMs, Predicate<OpenWindow> isDue)
    {
        for (int i = 0; i < _windows.Count; i++)
        {
            OpenWindow window = _windows[i];
            if (isDue(window))
            {
                LastNumber = SegmentNumber.After(LastNumber, nowMs);
                _outbox.Add(new Segment(window.Key, LastNumber, nowMs / 1000, window.Encode().ToArray(), window.Pack().ToArray()));
                _windows.RemoveAt(i--);
                _context.ReturnWindow(window);
            }
        }
    }
}
