namespace LogFunctions.LogGenerator.Velocity;

/// <summary>Where a run ends; null = not by this.</summary>
/// <param name="Lines">After so many lines.</param>
/// <param name="Duration">After so much event time.</param>
public readonly record struct RunLimits(long? Lines = null, TimeSpan? Duration = null);

/// <summary>
/// Walks through the demand slot by slot and cuts it into blocks. The demand is integrated in millionths of a line, so a
/// constant rate gives exactly rate x duration lines. Not thread-safe.
/// </summary>
internal sealed class Schedule
{
    private const long Micro = 1_000_000;

    private readonly Func<double, double> _linesPerSecondAt;
    private readonly long _startMs;
    private readonly long _slots;
    private readonly int _slotMs;
    private long _linesLeft;
    private long _remainderMicro;
    private long _slot = -1;
    private long _slotLines;
    private long _takenOfSlot;
    private int _part;
    private long _sequence;

    /// <param name="linesPerSecondAt">Demand at a time in seconds after the start.</param>
    /// <param name="endSeconds">When the demand ends for good; infinite = never.</param>
    /// <param name="startMs">Event time of the start; a multiple of <paramref name="slotMs"/>.</param>
    /// <param name="slotMs">Slot length; divides 1,000.</param>
    public Schedule(Func<double, double> linesPerSecondAt, double endSeconds, long startMs, int slotMs, RunLimits limits)
    {
        if (1000 % slotMs != 0 || startMs % slotMs != 0)
        {
            throw new ArgumentException($"Slots of {slotMs} ms from {startMs} ms would cross a second.");
        }

        _linesPerSecondAt = linesPerSecondAt;
        _startMs = startMs;
        _slotMs = slotMs;
        _linesLeft = limits.Lines ?? long.MaxValue;
        double seconds = Math.Min(endSeconds, limits.Duration?.TotalSeconds ?? double.PositiveInfinity);
        _slots = double.IsInfinity(seconds) ? long.MaxValue : (long)Math.Round(seconds * 1000 / slotMs);
    }

    /// <summary>Event time up to which the schedule has been walked.</summary>
    public long PositionMs => _startMs + (Math.Max(0, _slot) * _slotMs);

    /// <summary>The next block that has lines; false at the end of the run.</summary>
    public bool TryNext(out Block block) => TryNext(long.MaxValue, out block);

    /// <summary>
    /// The next block of a slot that starts before <paramref name="untilMs"/>; false when there is none, or the run ends.
    /// </summary>
    public bool TryNext(long untilMs, out Block block)
    {
        while (_takenOfSlot == _slotLines)
        {
            if (_linesLeft == 0 || _slot + 1 >= _slots || _startMs + ((_slot + 1) * _slotMs) >= untilMs)
            {
                block = default;
                return false;
            }

            EnterNextSlot();
        }

        int count = (int)Math.Min(Block.MaxLines, Math.Min(_slotLines - _takenOfSlot, _linesLeft));
        block = new Block(_sequence++, _slot, _part++, _startMs + (_slot * _slotMs), _slotMs, _slotLines, _takenOfSlot, count);
        _linesLeft -= count;
        _takenOfSlot = _linesLeft == 0 ? _slotLines : _takenOfSlot + count;
        return true;
    }

    private void EnterNextSlot()
    {
        _slot++;
        double linesPerSecond = _linesPerSecondAt((_slot + 0.5) * _slotMs / 1000.0);
        _remainderMicro += (long)Math.Round(linesPerSecond * _slotMs * (Micro / 1000));
        _slotLines = _remainderMicro / Micro;
        _remainderMicro -= _slotLines * Micro;
        _takenOfSlot = 0;
        _part = 0;
    }
}
