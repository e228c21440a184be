namespace LogFunctions.LogGenerator.Running;

/// <summary>
/// The open-loop clock: when event times are due on the wall. Nothing that happens to the sink moves it.
/// </summary>
internal sealed class Pace(TimeProvider time, long startMs, TimeSpan backfill, double speed)
{
    private readonly long _startedTimestamp = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_startedTimestamp);

    public bool IsUnlimited => double.IsInfinity(speed);

    /// <summary>Event time up to which everything should have been emitted by now.</summary>
    public long DueEventMs => IsUnlimited ? long.MaxValue : startMs + (long)(backfill.TotalMilliseconds + (Elapsed.TotalMilliseconds * speed));

    /// <summary>How long until an event time is due; negative = it is overdue by so much wall time.</summary>
    public TimeSpan Until(long eventMs) => IsUnlimited
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds((eventMs - startMs - backfill.TotalMilliseconds) / speed) - Elapsed;

    /// <summary>True for event times of the backfill: due from the beginning, so being late for them says nothing.</summary>
    public bool IsBackfill(long eventMs) => IsUnlimited || eventMs < startMs + backfill.TotalMilliseconds;
}
