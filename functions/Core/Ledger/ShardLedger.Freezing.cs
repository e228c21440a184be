using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <content>When windows stop taking lines and become segments.</content>
public sealed partial class ShardLedger
{
    /// <summary>
    /// Freezes the windows the watermark has passed, and late ones that have lingered long enough. To be called once per batch, behind
    /// its lines.
    /// </summary>
    /// <param name="nowMs">Clock, milliseconds since the epoch; only noted in the segments.</param>
    public void FreezePassed(long nowMs)
    {
        Flush();
        NoteMovement();
        long watermarkMs = WatermarkMs;
        long arrivalWatermarkMs = NewestArrivalMs - _latenessMs;
        foreach (OpenWindow window in _windows)
        {
            if (window.LingerUntilMs > 0 && !window.IsLate && window.StartMs <= _newestEventMs)
            {
                window.LingerUntilMs = 0; // a wrong clock opened it; by now it is the time of the others
            }
        }

        Freeze(nowMs, window => window.LingerUntilMs > 0
            ? NewestArrivalMs >= window.LingerUntilMs
            : window.EndMs <= watermarkMs || (window.EndMs <= arrivalWatermarkMs && window.HasOnlyRejects));
        PassedMs = Math.Max(PassedMs, watermarkMs);
    }

    // When no line has moved the event time for as long as a window and its latecomers last, the arrival time does: else a shard of which every
    // clock is wrong would keep its windows for ever.
    private void NoteMovement()
    {
        if (_newestEventMs > _eventBeforeMs || _eventMovedMs == 0)
        {
            _eventBeforeMs = _newestEventMs;
            _eventMovedMs = NewestArrivalMs;
        }
        else if (NewestArrivalMs - _eventMovedMs > _baseMs + _latenessMs && HasLines())
        {
            _newestEventMs = Math.Max(_newestEventMs, _eventMovedMs);
            _eventMovedMs = NewestArrivalMs;
            _eventBeforeMs = _newestEventMs;
        }
    }

    private bool HasLines() => _windows.Exists(static window => !window.HasOnlyRejects);

    /// <summary>
    /// Freezes what a quiet shard would keep forever: windows that ended the allowed lateness ago by the clock, windows that start
    /// later than it from now (wrong clocks), and late ones.
    /// </summary>
    public void FreezeIdle(long nowMs) =>
        Freeze(nowMs, window => window.LingerUntilMs > 0 || window.EndMs <= nowMs - _latenessMs || window.StartMs > nowMs + _latenessMs);

    /// <summary>Freezes every window.</summary>
    public void FreezeAll(long nowMs) => Freeze(nowMs, static _ => true);

    /// <summary>
    /// Freezes the largest windows until the open ones take at most half of the limit. The blob does not shrink by it before
    /// the segments are published and removed; it does not grow either.
    /// </summary>
    public void FreezeLargest(long nowMs)
    {
        Flush();
        _current = null;
        // Uncompressed, as they will be with the next line: else a ledger that fits only while it rests would be full again at once.
        long openBytes = 0;
        foreach (OpenWindow window in _windows)
        {
            openBytes += window.Encode().Length;
        }

        var bySize = new List<OpenWindow>(_windows);
        bySize.Sort(static (left, right) => right.Encode().Length.CompareTo(left.Encode().Length));
        foreach (OpenWindow window in bySize)
        {
            if (openBytes <= _options.LimitBytes / 2)
            {
                break;
            }

            openBytes -= window.Encode().Length;
            FreezeAt(_windows.IndexOf(window), nowMs);
        }
    }

    private void Freeze(long nowMs, Predicate<OpenWindow> isDue)
    {
        Flush();
        _current = null;
        for (int i = 0; i < _windows.Count; i++)
        {
            if (isDue(_windows[i]))
            {
                FreezeAt(i--, nowMs);
            }
        }
    }

    private void FreezeAt(int index, long nowMs)
    {
        OpenWindow window = _windows[index];
        LastNumber = SegmentNumber.After(LastNumber, nowMs);
        _outbox.Add(new Segment(window.Key, LastNumber, nowMs / 1000, window.Encode().ToArray(), window.Pack().ToArray()));
        _windows.RemoveAt(index);
        _windowsByKey.Remove(window.Key);
        _context.ReturnWindow(window);
    }
}
