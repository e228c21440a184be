using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Histories;

/// <summary>A history that was run.</summary>
internal sealed record HistoryOutcome
{
    public required HistoryResult Result { get; init; }

    /// <summary>Every choice that was made: replays the history.</summary>
    public required IReadOnlyList<int>[] Choices { get; init; }

    public required IReadOnlyList<int> FaultCounts { get; init; }

    public required IReadOnlyList<long> Situations { get; init; }

    public required int Lines { get; init; }

    public required int Requests { get; init; }

    public required int Steps { get; init; }
}

/// <summary>Runs histories, each on the calling thread.</summary>
internal static class HistoryRunner
{
    /// <summary>The seed of one history of a run.</summary>
    public static ulong SeedOf(ulong runSeed, long index) => (runSeed * 1_000_003) + (ulong)index;

    /// <summary>The history of a seed.</summary>
    public static HistoryOutcome Run(HistoryOptions options, ulong seed, List<string>? trace = null) => Run(options, new Choices(seed), trace);

    /// <summary>The history of recorded choices.</summary>
    public static HistoryOutcome Run(HistoryOptions options, Choices choices, List<string>? trace = null)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null); // continuations must stay on this thread
        try
        {
            var world = new World(options, choices, trace);
            HistoryResult result = world.Run();
            return new HistoryOutcome
            {
                Result = result,
                Choices = choices.Made,
                FaultCounts = world.Faults.Counts,
                Situations = world.Situations,
                Lines = world.Stream.Records.Sum(record => record.Lines.Count),
                Requests = world.Faults.Requests,
                Steps = world.Scheduler.Steps,
            };
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>
    /// Runs <paramref name="count"/> histories on <paramref name="workers"/> threads; the outcome does not depend on the
    /// number of threads. <paramref name="onHistory"/> is called under a lock with index and outcome, in no order; false stops.
    /// </summary>
    public static void RunMany(HistoryOptions options, ulong runSeed, long count, int workers, Func<long, HistoryOutcome, bool> onHistory)
    {
        long next = -1;
        bool stopped = false;
        var gate = new Lock();
        void Work()
        {
            for (long index = Interlocked.Increment(ref next); index < count && !Volatile.Read(ref stopped); index = Interlocked.Increment(ref next))
            {
                HistoryOutcome outcome = Run(options, SeedOf(runSeed, index));
                lock (gate)
                {
                    if (!onHistory(index, outcome))
                    {
                        Volatile.Write(ref stopped, true);
                    }
                }
            }
        }

        Task[] threads = [.. Enumerable.Range(0, Math.Max(1, workers)).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(threads);
    }
}
