using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.Cli.Simulate.Model;

/// <summary>
/// A provisioned stream: shards with hash ranges, one reshard at a time, the rules of UpdateShardCount, a limit for each shard. Lines beyond it are
/// throttled and counted; the producers' queue that would hold them is the lag.
/// </summary>
internal sealed class SimulatedStream
{
    private readonly SimulationOptions _options;
    private readonly List<OpenShard> _shards = [];
    private readonly List<int> _callSteps = [];
    private int _nextShard;
    private int _busyUntil;
    private int _paidWhileBusy;
    private int _updateTarget;
    private ReshardStep? _step;
    private double _queue;

    /// <summary>Where the hot key hashes to.</summary>
    private static readonly UInt128 s_hotKey = new(0x5a82_7999_e3b1_04d7, 0x1234_5678_9abc_def0);

    public SimulatedStream(SimulationOptions options, int shards)
    {
        _options = options;
        Replace(ReshardPlan.Uniform(shards, []).Starts);
    }

    /// <summary>Open shards in hash order.</summary>
    public IReadOnlyList<OpenShard> Shards => _shards;

    /// <summary>Demand that arrived at each shard in the last step, lines/s, in the order of <see cref="Shards"/>.</summary>
    public List<double> ShardDemand { get; } = [];

    public bool IsActive => Now >= _busyUntil;

    /// <summary>The step that comes next.</summary>
    public int Now { get; private set; }

    /// <summary>The step-by-step plan that runs; null when there is none.</summary>
    public ReshardPlan? Plan { get; set; }

    /// <summary>Shards that are paid for now: while a reshard runs, the more of before and after.</summary>
    public int Paid => IsActive ? _shards.Count : _paidWhileBusy;

    /// <summary>Calls of UpdateShardCount that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Lines offered, throttled; shard-hours; minutes in which a producer that keeps lines would hold some.</summary>
    public StreamTotals Totals { get; } = new();

    /// <summary>Accepted lines/s in the last step.</summary>
    public double Accepted { get; private set; }

    /// <summary>UpdateShardCount calls that were taken, by step.</summary>
    public IReadOnlyList<int> Calls => _callSteps;

    /// <summary>UpdateShardCount: false (refused) when the service would refuse it.</summary>
    public bool UpdateShardCount(int target)
    {
        int day = SimulationOptions.Steps(TimeSpan.FromDays(1));
        int now = _shards.Count;
        bool allowed = IsActive && target >= 1 && target != now && target <= now * 2 && target * 2 >= now
            && _callSteps.Count(s => s > Now - day) < _options.CallsPerDay;
        if (!allowed)
        {
            Refused++;
            return false;
        }

        _callSteps.Add(Now);
        _updateTarget = target;
        _paidWhileBusy = Math.Max(now, target);
        _busyUntil = Now + _options.UpdateSteps(now, target);
        return true;
    }

    /// <summary>Ends what is due, goes on with the plan, takes the demand of one step.</summary>
    public void Advance(double linesPerSecond, double hotShare)
    {
        if (IsActive)
        {
            Finish();
            Continue();
        }

        Offer(linesPerSecond, hotShare);
        Totals.PaidSteps += Paid;
        Now++;
        if (IsActive)
        {
            Finish();
        }
    }

    private void Finish()
    {
        if (_updateTarget > 0)
        {
            Replace(ReshardPlan.Uniform(_updateTarget, []).Starts);
            _updateTarget = 0;
        }

        if (_step is { } step)
        {
            Apply(step);
            _step = null;
        }

        if (Plan is not null && Plan.NextStep(_shards) is null)
        {
            Plan = null;
        }
    }

    private void Continue()
    {
        if (Plan is null)
        {
            return;
        }

        _step = Plan.NextStep(_shards);
        if (_step is null)
        {
            return;
        }

        _paidWhileBusy = _shards.Count + (_step is ReshardStep.Split ? 1 : 0);
        _busyUntil = Now + SimulationOptions.Steps(_options.StepTime);
        if (_step is ReshardStep.Merge)
        {
            // The parents close at once; a merge's child has the room of one shard from its start on.
            Apply(_step);
            _step = null;
        }
    }

    private void Offer(double linesPerSecond, double hotShare)
    {
        ShardDemand.Clear();
        double accepted = 0;
        foreach (OpenShard shard in _shards)
        {
            double demand = linesPerSecond * (1 - hotShare) * shard.Range.Width;
            demand += hotShare > 0 && shard.Range.Contains(s_hotKey) ? linesPerSecond * hotShare : 0;
            ShardDemand.Add(demand);
            accepted += Math.Min(demand, _options.ShardLines);
        }

        Accepted = accepted;
        double throttled = linesPerSecond - accepted;
        double spare = (_options.ShardLines / _shards.Max(s => s.Range.Width)) - linesPerSecond;
        _queue = throttled > 1e-6 ? _queue + throttled : Math.Max(0, _queue - Math.Max(0, spare));
        Totals.Offered += linesPerSecond * Trace.StepSeconds;
        Totals.Throttled += throttled > 1e-6 ? throttled * Trace.StepSeconds : 0;
        Totals.LagSteps += _queue > 0 ? 1 : 0;
    }

    private void Apply(ReshardStep step)
    {
        switch (step)
        {
            case ReshardStep.Split(OpenShard shard, UInt128 key):
                int at = _shards.IndexOf(shard);
                _shards[at] = New(new HashRange(shard.Range.Start, key - 1));
                _shards.Insert(at + 1, New(new HashRange(key, shard.Range.End)));
                break;
            case ReshardStep.Merge(OpenShard left, OpenShard right):
                int first = _shards.IndexOf(left);
                _shards[first] = New(new HashRange(left.Range.Start, right.Range.End));
                _shards.RemoveAt(first + 1);
                break;
            default:
                throw new InvalidOperationException($"unknown step {step}");
        }
    }

    private void Replace(IReadOnlyList<UInt128> starts)
    {
        _shards.Clear();
        for (int i = 0; i < starts.Count; i++)
        {
            _shards.Add(New(new HashRange(starts[i], i + 1 < starts.Count ? starts[i + 1] - 1 : UInt128.MaxValue)));
        }
    }

    private OpenShard New(HashRange range) => new($"shardId-{_nextShard++:D12}", range);
}
