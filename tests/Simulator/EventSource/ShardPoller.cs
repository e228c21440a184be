using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.EventSource;

/// <summary>
/// The event source mapping of one shard: at least once, in order, one batch at a time as far as it knows. Retries without
/// limit, halves failed batches, honours <c>batchItemFailures</c>, and does all that a real one may do: deliver twice,
/// take a running invocation for dead, lose an answer, replay from an older position.
/// </summary>
internal class ShardPoller(World world, SimShard shard)
{
    /// <summary>The poller that the code under test needs.</summary>
    public static ShardPoller Create(World world, SimShard shard) =>
        world.Algorithm.TumblingWindowMs is { } windowMs ? new TumblingPoller(world, shard, windowMs) : new ShardPoller(world, shard);

    private readonly List<SimRecord> _records = shard.Records;

    /// <summary>Delivers the shard until it is closed and done; parents first.</summary>
    public async Task RunAsync()
    {
        foreach (SimShard parent in shard.Parents)
        {
            await parent.FinishedAsync();
        }

        int position = 0;
        while (true)
        {
            if (position == _records.Count)
            {
                if (shard.IsClosed)
                {
                    break;
                }

                await shard.Changed;
                await world.Scheduler.DelayAsync(world.Choices.Pick(ChoiceKind.Source, 0, 30, 200, 1_000));
                continue;
            }

            int end = Math.Min(_records.Count, position + 1 + world.Choices.Next(ChoiceKind.Source, 8));
            position = await StepAsync(position, end);
            if (world.Faults.Happens(Fault.Replayed))
            {
                position = FallBack(position - world.Choices.Next(ChoiceKind.Source, position + 1));
                world.Trace(() => $"{shard.Id} is replayed from record {position}");
            }
        }

        await FinishAsync();
        shard.Finish();
    }

    /// <summary>Delivers [position, end), or a part of it; returns the next position.</summary>
    protected virtual Task<int> StepAsync(int position, int end) => DeliverAsync(position, end);

    /// <summary>What is handed to the function for [from, to).</summary>
    protected virtual Batch MakeBatch(int from, int to) => new(shard.Id, _records.GetRange(from, to - from));

    /// <summary>Where a batch from <paramref name="from"/> has to end, at most at <paramref name="to"/>.</summary>
    protected virtual int Limit(int from, int to) => to;

    /// <summary>Called after [.., to) was answered with success.</summary>
    protected virtual void OnSuccess(int to, InvokeReply reply)
    {
    }

    /// <summary>An older position that can be replayed from.</summary>
    protected virtual int FallBack(int position) => position;

    /// <summary>Called when the closed shard is read to its end.</summary>
    protected virtual Task FinishAsync() => Task.CompletedTask;

    /// <summary>Delivers [from, to), however long it takes; returns the position after it.</summary>
    protected async Task<int> DeliverAsync(int from, int to)
    {
        for (int attempt = 0; ; attempt++)
        {
            InvokeReply reply = await InvokeAsync(from, to);
            if (reply.FailedSequenceNumber is { } failed)
            {
                from = FindFrom(failed, from, to);
            }
            else if (!reply.IsFailure)
            {
                OnSuccess(to, reply);
                return to;
            }

            if (to > from && IsOld(from) && world.Faults.Happens(Fault.GaveUp, FaultGroups.GivingUp))
            {
                int end = from + 1;
                while (end < to && IsOld(end))
                {
                    end++;
                }

                world.Failures.GiveUp(shard, from, end);
                return end;
            }

            await world.Scheduler.DelayAsync(world.Choices.Pick(ChoiceKind.Source, 10, 100, 1_000, 5_000) << Math.Min(attempt, 4));
            if (to - from > 1 && world.Faults.Happens(Fault.Bisected))
            {
                int middle = (from + to) / 2;
                from = await DeliverAsync(from, middle);
                if (from >= to)
                {
                    return from;
                }
            }
            else if (to > from && world.Faults.Happens(Fault.Regrouped))
            {
                to = Limit(from, Math.Min(_records.Count, from + 1 + world.Choices.Next(ChoiceKind.Source, 8)));
            }
        }
    }

    private bool IsOld(int record) => world.Algorithm.GiveUpAfterMs is { } ageMs && world.Scheduler.NowMs - _records[record].ArrivalMs >= ageMs;

    private async Task<InvokeReply> InvokeAsync(int from, int to)
    {
        Batch batch = MakeBatch(from, to);
        if (world.Faults.Happens(Fault.DelayedDuplicate))
        {
            long delayMs = world.Choices.Pick(ChoiceKind.Source, 20, 500, 20_000, 120_000);
            world.Start(InvokeLaterAsync(batch, delayMs));
        }

        if (world.Faults.Happens(Fault.DuplicatedBatch))
        {
            Task<InvokeReply> twin = world.Lambda.InvokeAsync(batch);
            InvokeReply reply = await world.Lambda.InvokeAsync(batch);
            world.Start(twin);
            return reply;
        }

        long? patienceMs = world.Faults.Happens(Fault.PresumedDead) ? world.Choices.Pick(ChoiceKind.Source, 1, 5, 40, 400) : null;
        InvokeReply result = await world.Lambda.InvokeAsync(batch, patienceMs);
        return !result.IsFailure && world.Faults.Happens(Fault.ReplyLost) ? InvokeReply.Failure : result;
    }

    private async Task InvokeLaterAsync(Batch batch, long delayMs)
    {
        await world.Scheduler.DelayAsync(delayMs);
        await world.Lambda.InvokeAsync(batch);
    }

    private int FindFrom(string failedSequenceNumber, int from, int to)
    {
        int index = _records.FindIndex(from, to - from, record => record.SequenceNumber == failedSequenceNumber);
        return index >= 0 ? index : throw new SimulationException($"the function reported {failedSequenceNumber}, which is not in its batch");
    }
}
