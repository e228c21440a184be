namespace LogFunctions.WindowStore.Tests;

/// <summary>A clock that stands still, except that every wait passes at once and moves it. The waits are written down.</summary>
public sealed class InstantTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];

    /// <summary>2026-03-01T12:00:00Z, where every test starts.</summary>
    public const long StartSeconds = 1_772_366_400;

    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(StartSeconds);

    /// <summary>Called before every wait; for tests that cancel in the middle of it.</summary>
    public Action<TimeSpan>? OnWait { get; set; }

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                return [.. _waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return new Timer();
        }

        lock (_lock)
        {
            _waits.Add(dueTime);
            _now += dueTime;
        }

        OnWait?.Invoke(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
