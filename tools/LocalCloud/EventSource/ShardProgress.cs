namespace LogFunctions.LocalCloud.EventSource;

/// <summary>How far one shard is, for whoever waits until the stream is drained.</summary>
internal sealed class ShardProgress(DrainClock clock)
{
    private long _outstandingCount;
    private long _caughtUpAt;
    private volatile bool _ended;

    /// <summary>The shard is closed and all its records are settled.</summary>
    public bool Ended
    {
        get => _ended;
        set
        {
            _ended = value;
            clock.Pulse();
        }
    }

    /// <summary>Records read but not yet settled.</summary>
    public long OutstandingCount => Volatile.Read(ref _outstandingCount);

    /// <summary>Everything that was in the shard at <paramref name="instant"/> is settled.</summary>
    public bool IsDrainedSince(long instant) => Ended || (Volatile.Read(ref _caughtUpAt) >= instant && OutstandingCount == 0);

    public void Read(int recordCount) => Interlocked.Add(ref _outstandingCount, recordCount);

    /// <summary>The function has taken the records, or they were given up and are safe in the destination.</summary>
    public void Settle(int recordCount)
    {
        Interlocked.Add(ref _outstandingCount, -recordCount);
        clock.Pulse();
    }

    /// <summary>A read that began at <paramref name="instant"/> found nothing more.</summary>
    public void CaughtUp(long instant)
    {
        Volatile.Write(ref _caughtUpAt, instant);
        clock.Pulse();
    }

    /// <summary>Reading starts over behind the last checkpoint.</summary>
    public void Restart()
    {
        Volatile.Write(ref _caughtUpAt, 0);
        Volatile.Write(ref _outstandingCount, 0);
    }
}

/// <summary>Orders "asked to drain" against "read from the shard", and wakes those who wait. No wall clock involved.</summary>
internal sealed class DrainClock
{
    private long _now = 1;
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Now => Volatile.Read(ref _now);

    /// <summary>Completes at the next <see cref="Pulse"/>. Take it before looking at what is awaited.</summary>
    public Task Changed => Volatile.Read(ref _pulse).Task;

    public long Tick() => Interlocked.Increment(ref _now);

    public void Pulse() =>
        Interlocked.Exchange(ref _pulse, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
