namespace LogFunctions.Simulator.Scheduling;

/// <summary>The clock and the timers of a simulated world, as the code under test sees them.</summary>
/// <remarks>
/// A Task.Delay whose token is cancelled continues on the thread pool, outside the simulation. The aggregator's processor
/// awaits nothing but store and sink; should it ever wait by itself, <see cref="SimScheduler.CheckThread"/> will tell.
/// </remarks>
/// <param name="scheduler">The world's time.</param>
/// <param name="skewMs">How far this clock is off, milliseconds.</param>
/// <param name="isDead">Timers of a process that was killed don't fire; null = it lives for ever.</param>
internal sealed class SimTimeProvider(SimScheduler scheduler, long skewMs = 0, Func<bool>? isDead = null) : TimeProvider
{
    /// <summary>One stamp per 100 ns, so that elapsed times come out exact.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(scheduler.NowMs + skewMs);

    /// <inheritdoc/>
    public override long GetTimestamp() => scheduler.NowMs * TimeSpan.TicksPerMillisecond;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(scheduler, callback, state, isDead);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(SimScheduler scheduler, TimerCallback callback, object? state, Func<bool>? isDead) : ITimer
    {
        private SimScheduler.Scheduled? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = dueTime == Timeout.InfiniteTimeSpan
                ? null
                : scheduler.After((long)Math.Ceiling(dueTime.TotalMilliseconds), () => Fire(period));
            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(TimeSpan period)
        {
            if (isDead?.Invoke() == true)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Change(period, period);
            }

            callback(state);
        }
    }
}
