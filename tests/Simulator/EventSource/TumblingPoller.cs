using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.EventSource;

/// <summary>
/// An event source with a tumbling window: batches end where a window of arrival time ends, the state of each answer goes
/// into the next invocation, and a final one without records closes the window. State and position are one checkpoint:
/// the kindest reading of what AWS documents.
/// </summary>
internal sealed class TumblingPoller(World world, SimShard shard, long windowMs) : ShardPoller(world, shard)
{
    private readonly SimShard _shard = shard;
    private readonly SortedDictionary<int, (long? Window, object? State)> _checkpoints = new() { [0] = (null, null) };
    private long? _window;
    private object? _state;
    private bool _isFinal;

    /// <inheritdoc/>
    protected override async Task<int> StepAsync(int position, int end)
    {
        long window = WindowOf(position);
        if (_window is { } open && open != window)
        {
            await CloseWindowAsync(position);
        }

        _window = window;
        return await DeliverAsync(position, Limit(position, end));
    }

    /// <inheritdoc/>
    protected override Batch MakeBatch(int from, int to) =>
        base.MakeBatch(from, to) with { Window = new TumblingWindow(_window ?? 0, _state, _isFinal) };

    /// <inheritdoc/>
    protected override int Limit(int from, int to)
    {
        while (to > from && WindowOf(to - 1) != _window)
        {
            to--;
        }

        return to;
    }

    /// <inheritdoc/>
    protected override void OnSuccess(int to, InvokeReply reply)
    {
        _state = reply.State;
        _checkpoints[to] = (_isFinal ? null : _window, _state);
    }

    /// <inheritdoc/>
    protected override int FallBack(int position)
    {
        KeyValuePair<int, (long? Window, object? State)> checkpoint = _checkpoints.Last(candidate => candidate.Key <= position);
        (_window, _state) = checkpoint.Value;
        return checkpoint.Key;
    }

    /// <inheritdoc/>
    protected override Task FinishAsync() => _window is null ? Task.CompletedTask : CloseWindowAsync(_shard.Records.Count);

    private async Task CloseWindowAsync(int position)
    {
        _isFinal = true;
        await DeliverAsync(position, position);
        _isFinal = false;
        _window = null;
    }

    private long WindowOf(int position) => _shard.Records[position].ArrivalMs / windowMs * windowMs;
}
