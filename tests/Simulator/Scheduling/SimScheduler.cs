namespace LogFunctions.Simulator.Scheduling;

/// <summary>
/// Time and order of a simulated world: a queue of actions by due time, run one after the other on one thread. Code under
/// test is ordinary async code; whatever it awaits is completed by an action of this queue, and its continuation runs
/// inside that action. So the order of everything follows from the due times, and a history replays exactly.
/// </summary>
/// <remarks>
/// Continuations stay on this thread because no synchronization context is installed and no task here is created with
/// RunContinuationsAsynchronously. Code that leaves the thread anyway (Task.Run, Parallel, a real timer) is reported.
/// </remarks>
internal sealed class SimScheduler
{
    private readonly PriorityQueue<Scheduled, (long DueMs, long Order)> _queue = new();
    private readonly int _threadId = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>A world whose clock starts at <paramref name="startMs"/> (milliseconds since the Unix epoch).</summary>
    public SimScheduler(long startMs) => NowMs = startMs;

    /// <summary>The simulated time, milliseconds since the Unix epoch.</summary>
    public long NowMs { get; private set; }

    /// <summary>Actions run so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs <paramref name="action"/> after <paramref name="delayMs"/> of simulated time.</summary>
    public Scheduled After(long delayMs, Action action) => At(NowMs + Math.Max(0, delayMs), action);

    /// <summary>Runs <paramref name="action"/> when the clock shows <paramref name="dueMs"/>.</summary>
    public Scheduled At(long dueMs, Action action)
    {
        CheckThread();
        var scheduled = new Scheduled(action);
        _queue.Enqueue(scheduled, (Math.Max(dueMs, NowMs), _order++));
        return scheduled;
    }

    /// <summary>Completes after <paramref name="delayMs"/> of simulated time.</summary>
    public Task DelayAsync(long delayMs)
    {
        var done = new TaskCompletionSource();
        After(delayMs, done.SetResult);
        return done.Task;
    }

    /// <summary>Runs until nothing is scheduled any more.</summary>
    /// <exception cref="SimulationException">More than <paramref name="maxSteps"/> actions ran: somebody retries without bound.</exception>
    public void Run(int maxSteps)
    {
        while (_queue.TryDequeue(out Scheduled? next, out (long DueMs, long Order) at))
        {
            if (next.Action is not { } action)
            {
                continue;
            }

            if (++Steps > maxSteps)
            {
                throw new SimulationException($"the history did not end within {maxSteps} steps");
            }

            NowMs = at.DueMs;
            action();
        }
    }

    /// <summary>Throws when the caller is not on the thread of this world.</summary>
    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _threadId)
        {
            throw new SimulationException(
                "the code under test left the simulation's thread (Task.Run, Parallel, SemaphoreSlim or a real timer?): "
                + "its interleavings can not be replayed");
        }
    }

    /// <summary>An action in the queue.</summary>
    internal sealed class Scheduled(Action action)
    {
        /// <summary>What will run; null when cancelled.</summary>
        public Action? Action { get; private set; } = action;

        /// <summary>Takes the action out of the queue; a cancelled action does not move the clock.</summary>
        public void Cancel() => Action = null;
    }
}

/// <summary>The simulation found something that must not be. The message says what.</summary>
internal sealed class SimulationException(string message) : Exception(message);
