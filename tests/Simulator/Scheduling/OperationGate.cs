using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Histories;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Scheduling;

/// <summary>What a store request does when it is applied. <paramref name="part"/> is 0 for all of it; else a number that selects a part of its rows.</summary>
internal delegate T ApplyRequest<out T>(int part);

/// <summary>
/// Where one Lambda instance meets the network: every store request of it is sent, applied and answered at three points in
/// time that the history chooses, and any of them may fail. Between them other instances run.
/// </summary>
internal sealed class OperationGate(World world, LambdaInstance instance)
{
    /// <summary>Whose requests these are.</summary>
    public LambdaInstance Instance { get; } = instance;

    /// <summary>Sends a request that reads.</summary>
    public Task<T> ReadAsync<T>(Func<string> describe, Func<T> read, CancellationToken cancellationToken) =>
        SendAsync(describe, _ => read(), isWrite: false, isDivisible: false, cancellationToken);

    /// <summary>Sends a request that is applied as a whole or not at all.</summary>
    public Task<T> WriteAsync<T>(Func<string> describe, Func<T> write, CancellationToken cancellationToken) =>
        SendAsync(describe, _ => write(), isWrite: true, isDivisible: false, cancellationToken);

    /// <summary>Sends a request whose rows may be applied in part.</summary>
    public Task WriteRowsAsync(Func<string> describe, Action<int> write, CancellationToken cancellationToken) =>
        SendAsync(
            describe,
            part =>
            {
                write(part);
                return true;
            },
            isWrite: true,
            isDivisible: true,
            cancellationToken);

    private Task<T> SendAsync<T>(Func<string> describe, ApplyRequest<T> apply, bool isWrite, bool isDivisible, CancellationToken cancellationToken)
    {
        world.Scheduler.CheckThread();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        Fault fault = world.Faults.NextStoreFault(isWrite, isDivisible);
        var request = new Request<T>(world, Instance, describe, apply, fault);
        request.Schedule(cancellationToken);
        return request.Answer;
    }

    private sealed class Request<T>(World world, LambdaInstance instance, Func<string> describe, ApplyRequest<T> apply, Fault fault)
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private CancellationTokenRegistration _registration;
        private T? _result;
        private Exception? _error;

        public Task<T> Answer => _answer.Task;

        public void Schedule(CancellationToken cancellationToken)
        {
            Choices choices = world.Choices;
            long latencyMs = 1 + choices.Pick(ChoiceKind.Store, 0, 1, 3, 10, 40, 200, 1_500);
            long replyMs = choices.Pick(ChoiceKind.Store, 0, 0, 1, 5, 30);
            bool applies = fault is Fault.None or Fault.Slow or Fault.FailedAfter or Fault.KilledAfter
                or Fault.Unprocessed or Fault.KilledUnprocessed or Fault.SentTwice;
            bool appliesLate = fault is Fault.AppliedLate or Fault.KilledAppliedLate;
            bool isHung = fault == Fault.Hung;
            applies |= isHung && choices.Next(ChoiceKind.Store, 2) == 1;
            int part = fault is Fault.Unprocessed or Fault.KilledUnprocessed ? 1 + choices.Next(ChoiceKind.Store, 1 << 16) : 0;
            if (fault == Fault.Slow)
            {
                latencyMs += choices.Pick(ChoiceKind.Store, 5_000, 20_000, 70_000);
            }

            if (applies)
            {
                world.Scheduler.After(latencyMs, () => Apply(part, late: false));
            }

            if (fault == Fault.SentTwice)
            {
                latencyMs += choices.Pick(ChoiceKind.Store, 1, 20, 400);
                world.Scheduler.After(latencyMs, () => Apply(part, late: false));
            }
            else if (appliesLate)
            {
                long lateMs = 1 + choices.Pick(ChoiceKind.Store, 5, 50, 400, 3_000, 20_000, 90_000);
                world.Scheduler.After(latencyMs + replyMs + lateMs, () => Apply(part, late: true));
            }

            if (isHung)
            {
                world.Trace(() => $"{instance}: {describe()} hangs");
                return;
            }

            world.Scheduler.After(latencyMs + replyMs, Reply);
            if (cancellationToken.CanBeCanceled)
            {
                _registration = cancellationToken.Register(() => Cancel(cancellationToken));
            }
        }

        private void Apply(int part, bool late)
        {
            try
            {
                _result = apply(part);
                world.Trace(() => $"{instance}: {describe()}{(part > 0 ? " in part" : "")}{(late ? ", applied late" : "")} -> {Show(_result)}");
            }
            catch (Exception e)
            {
                _error = e;
                world.Trace(() => $"{instance}: {describe()} -> {e.Message}");
            }
        }

        // What was sent can't be called back: it is applied all the same. A dead process hears of nothing.
        private void Cancel(CancellationToken cancellationToken)
        {
            if (!instance.IsDead)
            {
                _answer.TrySetCanceled(cancellationToken);
            }
        }

        private static string Show(T? result) => result switch
        {
            null => "none",
            bool or string or IFormattable => $"{result}",
            LedgerItem item => $"version {item.Version}",
            _ => "done",
        };

        private void Reply()
        {
            _registration.Dispose();
            if (instance.IsDead)
            {
                return;
            }

            if (fault is Fault.KilledBefore or Fault.KilledAfter or Fault.KilledAppliedLate or Fault.KilledUnprocessed)
            {
                world.Trace(() => $"{instance}: killed while it awaits: {describe()} ({fault})");
                instance.Kill();
            }
            else if (fault is not (Fault.None or Fault.Slow or Fault.SentTwice))
            {
                world.Trace(() => $"{instance}: {describe()} fails ({fault})");
                _answer.TrySetException(world.Errors.Inject(world.Algorithm.MakeStoreError(fault)));
            }
            else if (_error is not null)
            {
                _answer.TrySetException(_error);
            }
            else
            {
                _answer.TrySetResult(_result!);
            }
        }
    }
}
