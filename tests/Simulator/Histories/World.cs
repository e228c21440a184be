using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Histories;

/// <summary>What histories are run: which faults, which code.</summary>
internal sealed record HistoryOptions
{
    /// <summary>Makes the code under test of one history.</summary>
    public required Func<World, IAlgorithm> Algorithm { get; init; }

    /// <summary>Which faults there may be.</summary>
    public FaultGroups Faults { get; init; } = FaultGroups.All;

    /// <summary>Most things a history's producers and operators do (puts, sweeps, reshards).</summary>
    public int MaxActions { get; init; } = 60;

    /// <summary>Replaces the chance of store faults; see <see cref="FaultInjector.Script"/>.</summary>
    public Func<int, Fault>? Script { get; init; }
}

/// <summary>One history: a stream, its producers, the event source, Lambda, and the code under test, from start to end.</summary>
internal sealed class World
{
    private const int MaxSteps = 200_000;
    private const int MaxDrains = 6;
    private const int ActionsPerObservation = 8;

    // By then what was sent before has arrived or never will.
    private const long LatestWriteMs = 300_000;

    private readonly HistoryOptions _options;
    private readonly List<string>? _trace;
    private readonly List<Task> _background = [];
    private readonly LineSource _lines;
    private readonly int _largePermille;

    public World(HistoryOptions options, Choices choices, List<string>? trace = null)
    {
        _options = options;
        _trace = trace;
        Choices = choices;
        long start = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Scheduler = new SimScheduler(start + (1_000L * choices.Next(ChoiceKind.Plan, 3_600)));
        Time = new SimTimeProvider(Scheduler);
        Faults = new FaultInjector(choices, options.Faults) { Script = options.Script };
        Failures = new FailureDestination(this);
        Errors = new FunctionErrors(() => Algorithm!);
        _lines = new LineSource(choices);
        _largePermille = choices.Pick(ChoiceKind.Plan, 10, 10, 10, 120);
        Lambda = new LambdaPool(this);
        Algorithm = options.Algorithm(this);
        Stream = new SimStream(choices, Algorithm.TakesSeveralStreams ? choices.Pick(ChoiceKind.Plan, 1, 1, 1, 2) : 1, choices.Pick(ChoiceKind.Plan, 1, 1, 2, 3), shard => Start(ShardPoller.Create(this, shard).RunAsync()))
        {
            OrderedArrival = Algorithm.TumblingWindowMs is not null,
        };
    }

    public Choices Choices { get; }

    public SimScheduler Scheduler { get; }

    /// <summary>The clock for the code under test.</summary>
    public TimeProvider Time { get; }

    public FaultInjector Faults { get; }

    public SimStream Stream { get; }

    public LambdaPool Lambda { get; }

    public IAlgorithm Algorithm { get; }

    /// <summary>The batches that were given up.</summary>
    public FailureDestination Failures { get; }

    /// <summary>How often each <see cref="Situation"/> came.</summary>
    public long[] Situations { get; } = new long[Enum.GetValues<Situation>().Length];

    /// <summary>What invocations ended with.</summary>
    public FunctionErrors Errors { get; }

    /// <summary>Lives through the history and compares its end with the truth.</summary>
    public HistoryResult Run()
    {
        try
        {
            Task live = LiveAsync();
            Scheduler.Run(MaxSteps);
            if (live.IsFaulted)
            {
                throw live.Exception!.InnerException!;
            }

            if (!live.IsCompleted)
            {
                return new HistoryResult($"the history got stuck: something was awaited that never came{DescribeLastError()}");
            }

            HistoryResult result = Algorithm.Check(this);
            return Errors.Finding is { } finding ? result with { Difference = finding } : result;
        }
        catch (SimulationException e)
        {
            return new HistoryResult(e.Message + DescribeLastError());
        }
    }

    /// <summary>Lets something run beside the rest; the history ends after it.</summary>
    public void Start(Task task) => _background.Add(task);

    /// <summary>Adds a step to the printed history; free of charge when nobody prints.</summary>
    public void Trace(Func<string> step) =>
        _trace?.Add($"{DateTimeOffset.FromUnixTimeMilliseconds(Scheduler.NowMs):HH:mm:ss.fff}  {step()}");

    /// <summary>Counts a situation.</summary>
    public void Note(Situation situation, long times = 1) => Situations[(int)situation] += times;

    /// <summary>Notes that an invocation ended with an exception.</summary>
    public void OnFunctionError(LambdaInstance instance, Exception error, bool deadlinePassed)
    {
        Errors.Add(error, deadlinePassed);
        Trace(() => $"{instance} throws {error.GetType().Name}: {error.Message}");
    }

    private string DescribeLastError() => Errors.Last is null ? "" : $" (last error of the function: {Errors.Last})";

    private async Task LiveAsync()
    {
        await ProduceAsync();
        Stream.Close();
        Trace(() => "the stream ends");
        int ended = await EndBackgroundAsync(0);
        Faults.Over = true;
        if (Failures.HasBatches)
        {
            await Scheduler.DelayAsync(LatestWriteMs);
            Stream.Reopen();
            Failures.PutBack(Algorithm.CountedLines);
            Stream.Close();
            await EndBackgroundAsync(ended);
        }

        for (int drains = 0; !await Lambda.SweepAsync(drain: true); drains++)
        {
            if (drains == MaxDrains)
            {
                throw new SimulationException($"work was left after {MaxDrains} sweeps that nothing disturbed");
            }
        }
    }

    private async Task<int> EndBackgroundAsync(int from)
    {
        for (; from < _background.Count; from++)
        {
            await _background[from];
        }

        return from;
    }

    private async Task ProduceAsync()
    {
        for (int action = 0; action < _options.MaxActions && Choices.Next(ChoiceKind.Plan, 20) != 0; action++)
        {
            await Scheduler.DelayAsync(Choices.Pick(ChoiceKind.Plan, 0, 5, 300, 2_000, 15_000, 70_000));
            Act();
            if (action % ActionsPerObservation == ActionsPerObservation - 1)
            {
                Start(Algorithm.ObserveAsync());
            }
        }
    }

    private void Act()
    {
        switch (Choices.Weighted(ChoiceKind.Plan, 24, 2, 1, 1, 1))
        {
            case 0:
                Put();
                break;
            case 1:
                StartSweep(drain: false);
                break;
            case 2:
                StartSweep(drain: true);
                break;
            case 3 when Faults.Happens(Fault.Resharded, FaultGroups.Reshards):
                string split = Stream.Split();
                Trace(() => split);
                break;
            case 4 when Faults.Happens(Fault.Resharded, FaultGroups.Reshards):
                string merge = Stream.Merge();
                Trace(() => merge);
                break;
        }
    }

    private void Put()
    {
        var lines = new List<SimLine>();
        int atLeast = Choices.Chance(ChoiceKind.Plan, _largePermille) ? 25 : 1; // a record that does not fit into one write of a small ledger
        bool isEmpty = Choices.Chance(ChoiceKind.Plan, 15);
        bool hasContainers = Choices.Chance(ChoiceKind.Plan, atLeast > 1 ? 400 : 20);
        while (!isEmpty && (lines.Count < atLeast || (lines.Count < 6 && Choices.Next(ChoiceKind.Plan, 3) == 2)))
        {
            bool isContainer = hasContainers && Choices.Chance(ChoiceKind.Plan, 200);
            lines.Add(isContainer ? _lines.NextBadContainer() : _lines.Next(Scheduler.NowMs));
        }

        SimRecord record = Stream.Put(Scheduler.NowMs, lines);
        Trace(() => $"put {Batch.Short(record.SequenceNumber)} into {record.ShardId}: {string.Join("; ", lines.Take(6))}{(lines.Count > 6 ? $" and {lines.Count - 6} more" : "")}");
    }

    private void StartSweep(bool drain)
    {
        Start(Lambda.SweepAsync(drain));
        if (Faults.Happens(Fault.ConcurrentSweep))
        {
            Start(Lambda.SweepAsync(drain));
        }
    }
}
