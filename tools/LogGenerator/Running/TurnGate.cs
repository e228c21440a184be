namespace LogFunctions.LogGenerator.Running;

/// <summary>Lets producers through in the order of their blocks' sequence numbers.</summary>
internal sealed class TurnGate
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private long _turn;

    /// <summary>Completes when every block before <paramref name="sequence"/> has had its turn.</summary>
    public Task WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (sequence == _turn)
            {
                return Task.CompletedTask;
            }

            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(sequence, source);
            return source.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the turn of <paramref name="sequence"/>.</summary>
    public void Leave(long sequence)
    {
        lock (_lock)
        {
            _turn = sequence + 1;
            if (_waiting.Remove(_turn, out TaskCompletionSource? next))
            {
                next.SetResult();
            }
        }
    }
}
