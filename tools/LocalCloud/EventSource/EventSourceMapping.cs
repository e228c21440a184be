using LogFunctions.LocalCloud.Lambda;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Feeds a function from a stream, as Lambda's event source mapping for Kinesis does: each shard in order, one invocation at a
/// time per shard, children of a reshard only after all their parents were settled.
/// </summary>
internal sealed class EventSourceMapping : IAsyncDisposable
{
    private readonly MappingContext _context;
    private readonly IShardSource _source;
    private readonly IFunctionInvoker _invoker;
    private readonly DrainClock _clock = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ShardState> _shards = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _discoverNow = new(0);
    private long _discoveredAt;
    private Task _run = Task.CompletedTask;

    public EventSourceMapping(MappingContext context, IShardSource source, IFunctionInvoker invoker)
    {
        _context = context;
        _source = source;
        _invoker = invoker;
    }

    /// <summary>Starts, and completes when every open shard is positioned: what is put from now on will be delivered, with LATEST too.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _run = RunAsync();
        await _started.Task.WaitAsync(cancellationToken);
        Task[] positioned;
        lock (_gate)
        {
            positioned = [.. _shards.Values.Where(state => state.IsRunning).Select(state => state.Positioned.Task)];
        }

        await Task.WhenAll(positioned).WaitAsync(cancellationToken);
    }

    /// <summary>Completes when every record that was in the stream at the time of the call is settled.</summary>
    public async Task WaitUntilDrainedAsync(CancellationToken cancellationToken)
    {
        long instant = _clock.Tick();
        WakeDiscovery();
        while (true)
        {
            Task changed = _clock.Changed;
            lock (_gate)
            {
                // All shards that held records at the instant are known after a discovery that began later.
                if (_discoveredAt >= instant && _shards.Values.All(state => state.Progress.IsDrainedSince(instant)))
                {
                    return;
                }
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Records read but not yet settled, over all shards.</summary>
    public long OutstandingCount
    {
        get
        {
            lock (_gate)
            {
                return _shards.Values.Sum(state => state.Progress.OutstandingCount);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        Task[] running;
        lock (_gate)
        {
            running = [.. _shards.Values.Select(state => state.Run)];
        }

        await Task.WhenAll(running);
        SaveCheckpoints();
        _stop.Dispose();
        _discoverNow.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await DiscoverAsync();
                SaveCheckpoints();
                await _discoverNow.WaitAsync(_context.Options.DiscoveryInterval, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _started.TrySetCanceled();
        }
    }

    /// <summary>Looks for shards and starts those whose parents are done.</summary>
    private async Task DiscoverAsync()
    {
        long instant = _clock.Now;
        IReadOnlyList<ShardInfo> shards;
        try
        {
            shards = await _source.ListShardsAsync(_stop.Token);
        }
        catch (Exception error) when (error is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            _context.Log.Warning($"{_context.FunctionName}: the shards of the stream cannot be listed ({error.Message}); trying again.");
            return;
        }

        lock (_gate)
        {
            bool isFirst = _shards.Count == 0;
            foreach (ShardInfo shard in shards.Where(shard => !_shards.ContainsKey(shard.ShardId)))
            {
                _shards.Add(shard.ShardId, NewState(shard, isFirst));
            }

            foreach (ShardState state in _shards.Values.Where(state => !state.IsRunning && !state.Progress.Ended && ParentsHaveEnded(state)))
            {
                state.IsRunning = true;
                state.Run = RunShardAsync(state);
            }

            _discoveredAt = instant;
        }

        _started.TrySetResult();
        _clock.Pulse();
    }

    /// <summary>The starting position counts for the shards that are there when the mapping is new; shards found later are read from their start.</summary>
    private ShardState NewState(ShardInfo shard, bool isFirstDiscovery)
    {
        var state = new ShardState(shard, new ShardProgress(_clock));
        string? checkpoint = _context.Checkpoints.Get(shard.ShardId);
        bool fromLatest = isFirstDiscovery && _context.Checkpoints.IsEmpty && _context.Options.StartingPosition == StartKind.Latest;
        state.Start = fromLatest ? ReadPosition.Latest : ReadPosition.TrimHorizon;
        // Of a shard that was closed before, "from now on" is nothing.
        state.Progress.Ended = checkpoint == CheckpointStore.ShardEnd || (fromLatest && !shard.IsOpen);
        return state;
    }

    private bool ParentsHaveEnded(ShardState state) =>
        state.Info.ParentIds.All(parent => !_shards.TryGetValue(parent, out ShardState? parentState) || parentState.Progress.Ended);

    /// <summary>Consumes a shard to its end. Whatever goes wrong, it starts over behind its last checkpoint.</summary>
    private async Task RunShardAsync(ShardState state)
    {
        string shardId = state.Info.ShardId;
        var shard = new ShardContext(_context, shardId, state.Progress);
        for (int failureCount = 1; !_stop.IsCancellationRequested; failureCount++)
        {
            try
            {
                await ConsumeAsync(state, shard);
                _context.Checkpoints.Advance(shardId, CheckpointStore.ShardEnd);
                state.Progress.Ended = true;
                _context.Log.Info($"{_context.FunctionName}: {shardId} is closed and settled to its end.");
                WakeDiscovery();
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                await PauseAsync(shard, failureCount, $"reading stopped ({error.Message})");
            }
        }
    }

    private async Task ConsumeAsync(ShardState state, ShardContext shard)
    {
        string shardId = state.Info.ShardId;
        state.Progress.Restart();
        ReadPosition position = _context.Checkpoints.Get(shardId) is { } checkpoint ? ReadPosition.After(checkpoint) : state.Start;
        var writer = new KinesisEventWriter(shardId, _context.StreamArn, _context.Region);
        var reader = new ShardReader(_source, _context.Options, state.Progress, _clock, _context.Time, _context.Log);
        var delivery = new BatchDelivery(shard, writer, _invoker, _context.Options);
        var consumer = new ShardConsumer(reader, delivery, writer, _context.Options, _context.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task reading = reader.RunAsync(shardId, position, () => state.Positioned.TrySetResult(), stop.Token);
        try
        {
            await consumer.RunAsync(stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task PauseAsync(ShardContext shard, int failureCount, string reason)
    {
        try
        {
            await shard.PauseAsync(failureCount, reason, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void SaveCheckpoints()
    {
        try
        {
            _context.Checkpoints.Save();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _context.Log.Warning($"{_context.FunctionName}: the checkpoints cannot be saved ({error.Message}); after a restart records will come again.");
        }
    }

    private void WakeDiscovery() => _discoverNow.Release();

    private sealed class ShardState(ShardInfo info, ShardProgress progress)
    {
        public ShardInfo Info { get; } = info;

        public ShardProgress Progress { get; } = progress;

        public ReadPosition Start { get; set; }

        public bool IsRunning { get; set; }

        public Task Run { get; set; } = Task.CompletedTask;

        public TaskCompletionSource Positioned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
