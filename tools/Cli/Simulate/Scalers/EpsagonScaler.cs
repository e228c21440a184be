using LogFunctions.Cli.Simulate.Model;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>
/// epsagon/kinesis-autoscaler@18d94f6: one five-minute period at 75 % grows by 100 % (to 3 shards), 50 % (to 50) or 25 %; a day at or below 25 %
/// shrinks to twice the day's highest use, at most by half.
/// </summary>
internal sealed class EpsagonScaler(SimulationOptions options) : ISimulatedScaler
{
    private readonly AlarmWindow _up = new(5, 1, 1, u => u >= 0.75, options.ShardLines);
    private readonly AlarmWindow _down = new(5, 288, 288, u => u <= 0.25, options.ShardLines);

    /// <inheritdoc/>
    public void Decide(SimulatedStream stream, StreamMetrics metrics)
    {
        int shards = stream.Shards.Count;
        bool up = _up.Fires(metrics, shards);
        // Its scale-down alarm has its actions disabled at one shard.
        bool down = _down.Fires(metrics, shards) && shards > 1;
        int percent = shards <= 3 ? 100 : shards <= 50 ? 50 : 25;
        int target = up ? (int)Math.Ceiling(shards * (1 + (percent / 100.0)))
            : down ? Math.Max((shards + 1) / 2, (int)Math.Ceiling(shards * _down.Highest(metrics, shards) * 2))
            : shards;
        if (target != shards && stream.UpdateShardCount(target))
        {
            _up.Reset();
            _down.Reset();
        }
    }
}
