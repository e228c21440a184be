using LogFunctions.Cli.Simulate.Model;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>
/// brexhq/substation (January 2026): above 70 % for 5 minutes up, below 35 % for 60 minutes down, by a factor of 2 (below 5 shards), 1.75 (13),
/// 1.5 (33) or 1.25; 3 minutes between two growths, 30 before a shrink.
/// </summary>
internal sealed class SubstationScaler(SimulationOptions options) : ISimulatedScaler
{
    private readonly AlarmWindow _up = new(1, 5, 5, u => u > 0.70, options.ShardLines);
    private readonly AlarmWindow _down = new(1, 60, 60, u => u < 0.35, options.ShardLines);
    private int _lastScaled = -1000;

    /// <inheritdoc/>
    public void Decide(SimulatedStream stream, StreamMetrics metrics)
    {
        int shards = stream.Shards.Count;
        bool up = _up.Fires(metrics, shards);
        bool down = _down.Fires(metrics, shards);
        double factor = shards < 5 ? 2 : shards < 13 ? 1.75 : shards < 33 ? 1.5 : 1.25;
        int target = shards;
        int since = metrics.Now - _lastScaled;
        if (up && since >= 3)
        {
            target = Math.Min(shards * 2, (int)Math.Ceiling(shards * factor));
        }
        else if (down && since >= 30)
        {
            target = Math.Max((shards + 1) / 2, (int)Math.Ceiling(shards / factor));
        }
        else if (up || down)
        {
            // In its cooldown it leaves the message unanswered and sets the alarm back.
            (up ? _up : _down).Reset();
            return;
        }

        if (target != shards && stream.UpdateShardCount(target))
        {
            _lastScaled = metrics.Now;
            _up.Reset();
            _down.Reset();
        }
    }
}
