using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Plans;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>The policy that the function ShardScaler runs: the very same code, here over the model.</summary>
internal sealed class OurScaler : ISimulatedScaler
{
    /// <summary>Traces begin on a Monday.</summary>
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly double[] _demand;
    private readonly ScalingOptions _options;
    private readonly SimulationOptions _model;
    private ScalingMemory _memory = new();

    public OurScaler(Trace trace, SimulationOptions model, ScalingOptions options)
    {
        _model = model;
        _demand = [.. trace.ByMinute.Select(r => r / model.ShardLines)];
        _options = options with { CallsPerDay = model.CallsPerDay, StepTime = model.StepTime, ShardHourUsd = model.ShardHourUsd };
    }

    /// <summary>Actions taken, with their minute; the newest 10,000.</summary>
    public List<(int Minute, ScalingDecision Decision)> Decisions { get; } = [];

    /// <summary>The last backtest of the forecast; null when there was none.</summary>
    public ForecastQuality? LastForecast => _memory.Forecast;

    /// <inheritdoc/>
    public void Decide(SimulatedStream stream, StreamMetrics metrics)
    {
        DateTimeOffset now = s_start.AddMinutes(metrics.Now);
        var situation = new ScalingSituation
        {
            Now = now,
            Demand = new DemandSeries(s_start.ToUnixTimeSeconds() / 60, _demand, metrics.Readable),
            Shards = Loads(stream, metrics),
            IsActive = stream.IsActive,
            Plan = stream.Plan,
        };
        (ScalingDecision decision, _memory) = ScalingPolicy.Decide(situation, _memory, _options);
        if (decision.Action is not ScalingAction.Hold and not ScalingAction.Advise && Decisions.Count < 10_000)
        {
            Decisions.Add((metrics.Now, decision));
        }

        Act(stream, decision.Action);
    }

    private static void Act(SimulatedStream stream, ScalingAction action)
    {
        switch (action)
        {
            case ScalingAction.Update { Means: ReshardMeans.OneCall } update:
                stream.Plan = null;
                stream.UpdateShardCount(update.Target);
                break;
            case ScalingAction.Update update:
                stream.Plan = ReshardPlan.Uniform(update.Target, stream.Shards);
                break;
            case ScalingAction.SplitAll:
                stream.Plan = ReshardPlan.Halving(stream.Shards);
                break;
            case ScalingAction.SplitHot hot:
                stream.Plan = ReshardPlan.Splitting(hot.HashKey, stream.Shards);
                break;
            case ScalingAction.MergePairs merge:
                stream.Plan = ReshardPlan.Merging(merge.Pairs, stream.Shards);
                break;
            default:
                break;
        }
    }

    private List<ShardLoad> Loads(SimulatedStream stream, StreamMetrics metrics)
    {
        Dictionary<OpenShard, double> known = [];
        if (metrics.Readable > 0)
        {
            foreach ((OpenShard shard, double load) in metrics.Shards(metrics.Readable - 1))
            {
                known[shard] = load / _model.ShardLines;
            }
        }

        return [.. stream.Shards.Select(s => new ShardLoad(s, known.TryGetValue(s, out double load) ? load : double.NaN))];
    }
}
