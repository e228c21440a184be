using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Traffic;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.LogGenerator.Running;

/// <summary>
/// Runs a profile into a sink. Producers take blocks from one schedule, wait until they are due, render them and hand them
/// over; what was handed over is counted in the truth. Cancelling ends the run cleanly: blocks begun are finished, the sink is
/// flushed, and the report says that the run is not complete. For one run only.
/// </summary>
public sealed class TrafficRun
{
    private const double FastLinesPerSecond = 200;
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(300);

    private readonly RunOptions _options;
    private readonly ILogSink _sink;
    private readonly TimeProvider _time;
    private readonly TrafficModel _model;
    private readonly RateCurve _curve;
    private readonly TruthBook? _book;
    private readonly TurnGate? _gate;
    private readonly Lock _scheduleLock = new();
    private readonly Schedule _schedule;
    private readonly long _startMs;
    private readonly int _slotMs;
    private long _lines;
    private long _bytes;
    private long _emittedMs;
    private long _maxLagTicks;
    private bool _isOver;

    public TrafficRun(RunOptions options, ILogSink sink, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Producers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Producers, 64);
        _options = options;
        _sink = sink;
        _time = time;
        _model = new TrafficModel(options.Profile, options.Seed);
        DateTimeOffset start = options.Start ?? time.GetUtcNow() - options.Backfill;
        _startMs = start.ToUnixTimeSeconds() * 1000;
        _curve = new RateCurve(options.Profile.Rate, _startMs);
        // Slow runs get slots of a second, so that a block has neighbours to duplicate; fast ones come evenly.
        _slotMs = options.Profile.Rate.LinesPerSecond >= FastLinesPerSecond ? 100 : 1000;
        _schedule = NewSchedule();
        _book = options.TruthWindowSeconds.Count > 0 ? new TruthBook(_model, options.Formats, options.TruthWindowSeconds, options.Producers) : null;
        _gate = sink.NeedsOrder || options.MaxBytes is not null ? new TurnGate() : null;
        _emittedMs = _startMs;
    }

    /// <summary>Runs to the limits or until cancelled. Failures of the sink end the run and are thrown.</summary>
    public async Task<RunReport> RunAsync(IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        DateTimeOffset startedAt = _time.GetUtcNow();
        // The start was rounded down to a second: what lies between is caught up at once, not a lag.
        TimeSpan backfill = _options.Start is null ? startedAt - DateTimeOffset.FromUnixTimeMilliseconds(_startMs) : _options.Backfill;
        var pace = new Pace(_time, _startMs, backfill, _options.Speed);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] producers = [.. Enumerable.Range(0, _options.Producers).Select(producer => Task.Run(() => ProduceAsync(producer, pace, failed), CancellationToken.None))];
        Task all = Task.WhenAll(producers);
        await ReportAsync(all, pace, progress);
        await all;
        progress?.Report(NewProgress(pace, lastLines: 0, TimeSpan.Zero, demand: null));
        return NewReport(startedAt, pace);
    }

    private async Task ProduceAsync(int producer, Pace pace, CancellationTokenSource stop)
    {
        var source = new LineSource(_model, _options.Formats, _startMs);
        var batch = new LineBatch();
        TruthRecorder? recorder = _book is null ? null : new TruthRecorder(_book, producer);
        await using ILogWriter writer = _sink.OpenWriter(producer);
        try
        {
            while (TryTake(out Block block) && await IsDueAsync(block, pace, writer, stop.Token))
            {
                source.Render(block, batch);
                if (await TryWriteAsync(block, batch, writer, stop.Token))
                {
                    recorder?.Record(block, batch);
                    Count(block, batch, pace);
                }
            }

            // Also after a cancellation: what was generated is delivered, and the truth says so.
            await writer.FlushAsync(CancellationToken.None);
            recorder?.Finish();
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private bool TryTake(out Block block)
    {
        lock (_scheduleLock)
        {
            block = default;
            return !_isOver && _schedule.TryNext(out block);
        }
    }

    /// <summary>Waits for the block's time; false when the run was cancelled while waiting.</summary>
    private async ValueTask<bool> IsDueAsync(Block block, Pace pace, ILogWriter writer, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return false;
        }

        TimeSpan wait = pace.Until(block.DueMs);
        if (wait <= TimeSpan.Zero)
        {
            return true;
        }

        try
        {
            if (wait > s_idle)
            {
                await writer.FlushAsync(stop);
                wait = pace.Until(block.DueMs);
            }

            // Timers count in milliseconds and may fire early: ask again until the time has come.
            for (; wait > TimeSpan.Zero; wait = pace.Until(block.DueMs))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait.TotalMilliseconds), 60_000)), _time, stop);
            }

            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Hands the block over in its turn; false when the run was over before its turn came.</summary>
    private async ValueTask<bool> TryWriteAsync(Block block, LineBatch batch, ILogWriter writer, CancellationToken stop)
    {
        if (_gate is null)
        {
            await writer.WriteAsync(batch, CancellationToken.None);
            return true;
        }

        // A producer that gives up leaves its turn to nobody: those behind it see the cancellation here.
        try
        {
            await _gate.WaitAsync(block.Sequence, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }

        if (_options.MaxBytes is { } maxBytes && Volatile.Read(ref _bytes) >= maxBytes)
        {
            lock (_scheduleLock)
            {
                _isOver = true;
            }

            _gate.Leave(block.Sequence);
            return false;
        }

        if (_sink.NeedsOrder)
        {
            await writer.WriteAsync(batch, CancellationToken.None);
            Interlocked.Add(ref _bytes, batch.ByteCount);
            _gate.Leave(block.Sequence);
            return true;
        }

        Interlocked.Add(ref _bytes, batch.ByteCount);
        _gate.Leave(block.Sequence);
        await writer.WriteAsync(batch, CancellationToken.None);
        return true;
    }

    private void Count(Block block, LineBatch batch, Pace pace)
    {
        Interlocked.Add(ref _lines, batch.Count);
        InterlockedMax(ref _emittedMs, block.SlotStartMs + block.SlotMs);
        if (!pace.IsBackfill(block.DueMs))
        {
            InterlockedMax(ref _maxLagTicks, -pace.Until(block.DueMs).Ticks);
        }
    }

    private async Task ReportAsync(Task producers, Pace pace, IProgress<RunProgress>? progress)
    {
        if (progress is null)
        {
            return;
        }

        Schedule demand = NewSchedule();
        long demandLines = 0;
        long lastLines = 0;
        TimeSpan lastElapsed = TimeSpan.Zero;
        using var timer = new PeriodicTimer(_options.ProgressInterval, _time);
        Task<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(producers, tick) == tick)
        {
            while (!pace.IsUnlimited && demand.TryNext(pace.DueEventMs - _slotMs, out Block due))
            {
                demandLines += due.Count;
            }

            TimeSpan elapsed = pace.Elapsed;
            progress.Report(NewProgress(pace, lastLines, lastElapsed, pace.IsUnlimited ? null : demandLines));
            lastLines = Volatile.Read(ref _lines);
            lastElapsed = elapsed;
            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }
    }

    private RunProgress NewProgress(Pace pace, long lastLines, TimeSpan lastElapsed, long? demand)
    {
        TimeSpan elapsed = pace.Elapsed;
        long lines = Volatile.Read(ref _lines);
        long emittedMs = Volatile.Read(ref _emittedMs);
        double wanted = pace.IsUnlimited ? double.PositiveInfinity : DemandAt((pace.DueEventMs - _startMs) / 1000.0) * _options.Speed;
        double reached = (lines - lastLines) / Math.Max(1e-3, (elapsed - lastElapsed).TotalSeconds);
        TimeSpan lag = pace.IsBackfill(emittedMs) ? TimeSpan.Zero : -pace.Until(emittedMs);
        return new RunProgress(
            elapsed, DateTimeOffset.FromUnixTimeMilliseconds(emittedMs), wanted, reached, lines,
            Math.Max(0, (demand ?? lines) - lines), lag > TimeSpan.Zero ? lag : TimeSpan.Zero, _sink.Counters);
    }

    private RunReport NewReport(DateTimeOffset startedAt, Pace pace)
    {
        DateTimeOffset eventStart = DateTimeOffset.FromUnixTimeMilliseconds(_startMs);
        DateTimeOffset eventEnd = DateTimeOffset.FromUnixTimeMilliseconds(_emittedMs);
        TruthFile? truth = null;
        if (_book is not null)
        {
            (LineTotals lines, NastinessTotals nastiness, RejectTotals rejects) = _book.Totals();
            truth = new TruthFile
            {
                Profile = _options.Profile.Name,
                Seed = _options.Seed,
                Formats = _options.Formats,
                EventStart = eventStart,
                EventEnd = eventEnd,
                StartedAt = startedAt,
                EndedAt = _time.GetUtcNow(),
                Lines = lines,
                Nastiness = nastiness,
                Rejects = rejects,
                Windows = _book.Windows(),
            };
        }

        return new RunReport
        {
            Elapsed = pace.Elapsed,
            EventStart = eventStart,
            EventEnd = eventEnd,
            Lines = _lines,
            MaxLag = TimeSpan.FromTicks(_maxLagTicks),
            IsComplete = _isOver || !TryTake(out _),
            Sink = _sink.Counters,
            Truth = truth,
        };
    }

    private Schedule NewSchedule() => new(DemandAt, _curve.EndSeconds, _startMs, _slotMs, _options.Limits);

    private double DemandAt(double seconds) => _curve.At(seconds) * Conditions.Availability(_model, (long)(seconds * 1000));

    private static void InterlockedMax(ref long target, long value)
    {
        long seen = Volatile.Read(ref target);
        while (value > seen)
        {
            long before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
