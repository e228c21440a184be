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
        long watermarkMs = WatermarkMs;
        long arrivalWatermarkMs = _newestArrivalMs - _latenessMs;
        Freeze(nowMs, window => window.LingerUntilMs > 0
            ? _newestArrivalMs >= window.LingerUntilMs
            : window.EndMs <= watermarkMs || (window.EndMs <= arrivalWatermarkMs && window.HasOnlyRejects));
        _passedMs = Math.Max(_passedMs, watermarkMs);
    }

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
    /// the segments are published and removed; it does not grow either, since larger windows are not fed but get a
    /// segment of their own with the same bytes.
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
            FreezeDirectly(window, nowMs);
        }
    }

    private void Freeze(long nowMs, Predicate<OpenWindow> isDue)
    {
        Flush();
        _current = null;
        long bytes = -1;

        // Smaller windows first: what they hand on may complete a larger one in the same pass.
        for (int i = 0; i < _windows.Count; i++)
        {
            OpenWindow window = _windows[i];
            if (window.IsBase && isDue(window))
            {
                bytes = bytes < 0 ? HeldBytes() : bytes;
                FreezeBase(window, nowMs, ref bytes);
                i--;
            }
        }

        for (int i = 0; i < _windows.Count; i++)
        {
            OpenWindow window = _windows[i];
            if (!window.IsBase && isDue(window) && !HasOpenBaseWithin(window))
            {
                AddSegment(window.Key, nowMs, window.Encode().ToArray(), window.Pack().ToArray());
                Close(window);
                i--;
            }
        }
    }

    private long OpenBytes()
    {
        long bytes = 0;
        foreach (OpenWindow window in _windows)
        {
            bytes += window.StoredLength;
        }

        return bytes;
    }

    private long HeldBytes()
    {
        long bytes = OpenBytes();
        foreach (Segment segment in _outbox)
        {
            bytes += segment.StoredLength;
        }

        return bytes;
    }

    private bool HasOpenBaseWithin(OpenWindow larger)
    {
        foreach (OpenWindow window in _windows)
        {
            if (window.IsBase && window.StartMs >= larger.StartMs && window.EndMs <= larger.EndMs)
            {
                return true;
            }
        }

        return false;
    }

    // Feeding can make the larger windows grow by as much as the window holds, which stays in the blob as a segment: it must fit.
    private void FreezeBase(OpenWindow window, long nowMs, ref long heldBytes)
    {
        ReadOnlySpan<byte> encoded = window.Encode();
        if (heldBytes + encoded.Length > _options.LimitBytes)
        {
            FreezeDirectly(window, nowMs);
            return;
        }

        AddSegment(window.Key, nowMs, encoded.ToArray(), window.Pack().ToArray());
        heldBytes += encoded.Length;
        foreach (int windowSeconds in _options.WindowSeconds)
        {
            if (IsFedBy(windowSeconds, window))
            {
                WindowKey key = WindowKey.Containing(windowSeconds, window.StartMs);
                bool isBase = windowSeconds == _baseSeconds;
                GetOrOpen(key, isBase).Merge(window, _options.MaxKeysPerWindow);
                if (isBase)
                {
                    break; // the window comes from a configuration with a smaller base; today's base hands it on
                }
            }
        }

        Close(window);
    }

    // Without feeding the larger windows: the same cells become a segment of each of them. The array is shared, in memory and in the blob.
    private void FreezeDirectly(OpenWindow window, long nowMs)
    {
        byte[] encoded = window.Encode().ToArray();
        byte[] packed = window.Pack().ToArray();
        AddSegment(window.Key, nowMs, encoded, packed);
        if (window.IsBase)
        {
            foreach (int windowSeconds in _options.WindowSeconds)
            {
                if (IsFedBy(windowSeconds, window))
                {
                    AddSegment(WindowKey.Containing(windowSeconds, window.StartMs), nowMs, encoded, packed);
                }
            }
        }

        Close(window);
    }

    // True for every larger configured size, whatever base the window was opened with (the configuration may have changed since).
    private static bool IsFedBy(int windowSeconds, OpenWindow window) =>
        windowSeconds > window.Key.WindowSeconds && windowSeconds % window.Key.WindowSeconds == 0;

    private void AddSegment(WindowKey key, long nowMs, byte[] encoded, byte[] packed) =>
        _outbox.Add(new Segment(key, _nextSegment++, nowMs / 1000, encoded, packed));

    private void Close(OpenWindow window)
    {
        _windows.Remove(window);
        _windowsByKey.Remove((window.Key, window.IsBase));
        _context.ReturnWindow(window);
    }
}
