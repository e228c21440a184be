using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.EventSource;

/// <summary>One execution environment: its memory lives until it is killed; it runs one invocation at a time.</summary>
internal sealed class LambdaInstance
{
    private readonly TaskCompletionSource _died = new();

    public LambdaInstance(World world, int number)
    {
        Number = number;
        Code = world.Algorithm.CreateInstance(new OperationGate(world, this));
    }

    public int Number { get; }

    public IFunctionCode Code { get; }

    public bool IsBusy { get; set; }

    public bool IsDead { get; private set; }

    /// <summary>Completes when the instance is killed.</summary>
    public Task Died => _died.Task;

    /// <summary>Ends the process here and now: whatever it awaited never continues; what it had sent may still arrive.</summary>
    public void Kill()
    {
        IsDead = true;
        _died.TrySetResult();
    }

    /// <inheritdoc/>
    public override string ToString() => $"instance {Number}";
}

/// <summary>Runs invocations on warm or new instances, and kills those that pass the function's timeout.</summary>
internal sealed class LambdaPool(World world)
{
    /// <summary>The function's timeout.</summary>
    public const long TimeoutMs = 60_000;

    /// <summary>The handler's token ends this long before the timeout.</summary>
    private const long MarginMs = 1_000;

    private readonly List<LambdaInstance> _instances = [];
    private int _created;

    /// <summary>Invokes the function with a batch and waits for the answer, the death of the instance, or <paramref name="giveUpAfterMs"/>.</summary>
    public async Task<InvokeReply> InvokeAsync(Batch batch, long? giveUpAfterMs = null)
    {
        LambdaInstance instance = Acquire();
        world.Trace(() => $"{instance} is invoked with {batch}");
        Task<InvokeReply> run = RunAsync(instance, token => instance.Code.InvokeAsync(batch, token));
        Task patience = giveUpAfterMs is { } ms ? world.Scheduler.DelayAsync(ms) : instance.Died;
        Task first = await Task.WhenAny(run, instance.Died, patience);
        if (first != run)
        {
            world.Trace(() => $"{instance}: the event source heard nothing of {batch}");
            return InvokeReply.Failure;
        }

        InvokeReply reply = await run;
        world.Trace(() => $"{instance} answers {(reply.IsFailure ? "with an error" : reply.FailedSequenceNumber is { } from ? $"failed from {Batch.Short(from)}" : "done")} to {batch}");
        return reply;
    }

    /// <summary>Invokes the function with the schedule's event; false when it failed or left work.</summary>
    public async Task<bool> SweepAsync(bool drain)
    {
        LambdaInstance instance = Acquire();
        world.Trace(() => $"{instance} sweeps{(drain ? " and drains" : "")}");
        bool finished = false;
        Task<InvokeReply> run = RunAsync(instance, async token =>
        {
            finished = await instance.Code.SweepAsync(drain, token);
            return InvokeReply.Success;
        });
        await Task.WhenAny(run, instance.Died);
        return finished;
    }

    private LambdaInstance Acquire()
    {
        _instances.RemoveAll(instance => instance.IsDead);
        List<LambdaInstance> idle = _instances.FindAll(instance => !instance.IsBusy);
        int choice = idle.Count == 0 ? 0 : world.Choices.Next(ChoiceKind.Source, idle.Count + 1);
        if (choice < idle.Count)
        {
            return idle[choice];
        }

        var created = new LambdaInstance(world, ++_created);
        _instances.Add(created);
        return created;
    }

    private async Task<InvokeReply> RunAsync(LambdaInstance instance, Func<CancellationToken, Task<InvokeReply>> run)
    {
        instance.IsBusy = true;
        using var deadline = new CancellationTokenSource();
        SimScheduler.Scheduled cancel = world.Scheduler.After(TimeoutMs - MarginMs, () => PassDeadline(instance, deadline));
        SimScheduler.Scheduled kill = world.Scheduler.After(TimeoutMs, () => TimeOut(instance));
        try
        {
            return await run(deadline.Token);
        }
        catch (SimulationException)
        {
            throw;
        }
        catch (Exception e)
        {
            world.OnFunctionError(instance, e, deadline.IsCancellationRequested);
            return InvokeReply.Failure;
        }
        finally
        {
            cancel.Cancel();
            kill.Cancel();
            instance.IsBusy = false;
        }
    }

    private void PassDeadline(LambdaInstance instance, CancellationTokenSource deadline)
    {
        if (!instance.IsDead)
        {
            world.Faults.Count(Fault.DeadlinePassed);
            world.Trace(() => $"{instance}: the deadline passes");
            deadline.Cancel();
        }
    }

    private void TimeOut(LambdaInstance instance)
    {
        if (!instance.IsDead)
        {
            world.Faults.Count(Fault.TimedOut);
            world.Trace(() => $"{instance}: timed out");
            instance.Kill();
        }
    }
}
