namespace LogFunctions.Functions.Tests.ShardScaler;

/// <summary>A clock on which every wait passes at once and moves it.</summary>
internal sealed class StepTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Moves on to the next whole minute.</summary>
    public void NextMinute() => _now = DateTimeOffset.FromUnixTimeSeconds(((_now.ToUnixTimeSeconds() / 60) + 1) * 60);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _now += dueTime;
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Done();
    }

    private sealed class Done : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
