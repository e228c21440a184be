namespace LogFunctions.Simulator.Scheduling;

/// <summary>Everything that goes wrong in a history. What is counted in the report.</summary>
internal enum Fault
{
    None,

    /// <summary>The store refuses a request for lack of capacity; nothing is applied.</summary>
    Throttled,

    /// <summary>A request fails and was not applied.</summary>
    FailedBefore,

    /// <summary>A request fails although it was applied: the answer was lost.</summary>
    FailedAfter,

    /// <summary>A request fails, and is applied later, past requests that were sent after it (a zombie write).</summary>
    AppliedLate,

    /// <summary>The answer of a request is lost, the SDK sends it again, and the second answer is what the code sees.</summary>
    SentTwice,

    /// <summary>Only a part of the rows of a request is applied, then it fails (unprocessed items).</summary>
    Unprocessed,

    /// <summary>A request takes so long that the invocation's deadline may pass.</summary>
    Slow,

    /// <summary>A request is never answered and heeds no token (a socket that hangs): the invocation runs into the function's timeout. Applied or not.</summary>
    Hung,

    /// <summary>The instance is killed while it awaits a request that is not applied.</summary>
    KilledBefore,

    /// <summary>The instance is killed while it awaits a request that is applied.</summary>
    KilledAfter,

    /// <summary>The instance is killed, and the request it awaited is applied later.</summary>
    KilledAppliedLate,

    /// <summary>The instance is killed after a part of the rows of a request was applied.</summary>
    KilledUnprocessed,

    /// <summary>A batch is handed to two instances at once.</summary>
    DuplicatedBatch,

    /// <summary>The event source gives up waiting and retries while the first invocation still runs (zombie invocation).</summary>
    PresumedDead,

    /// <summary>An invocation succeeds, but its answer is lost: the batch is retried.</summary>
    ReplyLost,

    /// <summary>An old batch is delivered once more, long after it succeeded.</summary>
    DelayedDuplicate,

    /// <summary>The event source falls back to an older position and replays from there.</summary>
    Replayed,

    /// <summary>A failed batch is halved.</summary>
    Bisected,

    /// <summary>A failed batch is retried with other bounds.</summary>
    Regrouped,

    /// <summary>The event source gives a failing batch up, by retries or by age, and goes on behind it; it is put back at the end.</summary>
    GaveUp,

    /// <summary>A shard is split or two are merged.</summary>
    Resharded,

    /// <summary>Two sweeps run at once.</summary>
    ConcurrentSweep,

    /// <summary>An invocation's deadline passes: its cancellation token ends.</summary>
    DeadlinePassed,

    /// <summary>An invocation does not end at its deadline, runs into the function's timeout, and is killed by the platform.</summary>
    TimedOut,
}

/// <summary>Which groups of faults a history may have.</summary>
[Flags]
internal enum FaultGroups
{
    None = 0,
    Store = 1,
    Kills = 2,
    Source = 4,
    Reshards = 8,
    GivingUp = 16,
    All = Store | Kills | Source | Reshards | GivingUp,
}

/// <summary>
/// Decides what goes wrong. How often differs from history to history (a calm one finds other bugs than a stormy one), and
/// the number of faults in one history is limited: every retry ends.
/// </summary>
internal sealed class FaultInjector
{
    /// <summary>Faults in one history; after that everything works.</summary>
    public const int MaxFaults = 40;

    /// <summary>Number of members of <see cref="Fault"/>.</summary>
    public const int FaultCount = (int)Fault.TimedOut + 1;

    private readonly Choices _choices;
    private readonly FaultGroups _groups;
    private readonly int _storePermille;
    private readonly int _sourcePermille;
    private readonly int[] _counts = new int[FaultCount];

    /// <summary>Draws how stormy this history is.</summary>
    public FaultInjector(Choices choices, FaultGroups groups)
    {
        _choices = choices;
        _groups = groups;
        _storePermille = choices.Pick(ChoiceKind.Store, 0, 20, 80, 200, 400);
        _sourcePermille = choices.Pick(ChoiceKind.Source, 0, 20, 80, 200, 400);
    }

    /// <summary>Faults so far, by kind.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Faults so far.</summary>
    public int Total { get; private set; }

    /// <summary>From now on nothing goes wrong any more.</summary>
    public bool Over { get; set; }

    /// <summary>When set, replaces chance: what happens to the n-th store request (from 0) of the history.</summary>
    public Func<int, Fault>? Script { get; set; }

    /// <summary>Store requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>What happens to the next store request.</summary>
    public Fault NextStoreFault(bool isWrite, bool isDivisible)
    {
        int request = Requests++;
        Fault fault = Script is { } script ? script(request) : DrawStoreFault();
        fault = (fault, isWrite, isDivisible) switch
        {
            (Fault.FailedAfter or Fault.AppliedLate or Fault.Unprocessed or Fault.SentTwice, false, _) => Fault.FailedBefore,
            (Fault.KilledAfter or Fault.KilledAppliedLate or Fault.KilledUnprocessed, false, _) => Fault.KilledBefore,
            (Fault.Unprocessed, _, false) => Fault.FailedAfter,
            (Fault.KilledUnprocessed, _, false) => Fault.KilledAfter,
            _ => fault,
        };
        return Count(fault);
    }

    /// <summary>True when <paramref name="fault"/> of the event source happens now.</summary>
    public bool Happens(Fault fault, FaultGroups group = FaultGroups.Source) =>
        (_groups & group) != 0 && IsOpen && _choices.Chance(ChoiceKind.Source, _sourcePermille) && Count(fault) != Fault.None;

    /// <summary>Counts a fault that was decided elsewhere.</summary>
    public Fault Count(Fault fault)
    {
        if (fault != Fault.None)
        {
            _counts[(int)fault]++;
            Total++;
        }

        return fault;
    }

    private bool IsOpen => !Over && Total < MaxFaults;

    private Fault DrawStoreFault()
    {
        if ((_groups & (FaultGroups.Store | FaultGroups.Kills)) == 0 || !IsOpen || !_choices.Chance(ChoiceKind.Store, _storePermille))
        {
            return Fault.None;
        }

        int store = (_groups & FaultGroups.Store) != 0 ? 1 : 0;
        int kills = (_groups & FaultGroups.Kills) != 0 ? 1 : 0;
        return _choices.Weighted(ChoiceKind.Store, 3 * store, 3 * store, 4 * store, 3 * store, 2 * store, 1 * store, 2 * store, 2 * kills, 3 * kills, 2 * kills, 2 * kills, 1 * kills) switch
        {
            0 => Fault.Throttled,
            1 => Fault.FailedBefore,
            2 => Fault.FailedAfter,
            3 => Fault.AppliedLate,
            4 => Fault.Unprocessed,
            5 => Fault.Slow,
            6 => Fault.SentTwice,
            7 => Fault.KilledBefore,
            8 => Fault.KilledAfter,
            9 => Fault.KilledAppliedLate,
            10 => Fault.KilledUnprocessed,
            _ => Fault.Hung,
        };
    }
}
