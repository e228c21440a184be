using LogFunctions.Cli.Simulate.Model;
using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>
/// awslabs/amazon-kinesis-scaling-utils@23ba220 with its README's thresholds and steps of 25 %: above 75 % for 5 minutes up, then 15 minutes of rest;
/// below 25 % for 15 minutes down, then 60 minutes. What UpdateShardCount refuses is done by single splits and merges.
/// </summary>
internal sealed class ScalingUtilsScaler(SimulationOptions options) : ISimulatedScaler
{
    private const int Window = 15;
    private int _nextUp;
    private int _nextDown;

    /// <inheritdoc/>
    public void Decide(SimulatedStream stream, StreamMetrics metrics)
    {
        // A reshard blocks its loop.
        if (!stream.IsActive || stream.Plan is not null)
        {
            return;
        }

        int shards = stream.Shards.Count;
        int above = 0;
        int below = 0;
        for (int minute = Math.Max(0, metrics.Readable - Window); minute < metrics.Readable; minute++)
        {
            double utilisation = metrics.Accepted(minute) / (shards * options.ShardLines);
            above += utilisation > 0.75 ? 1 : 0;
            below += utilisation < 0.25 ? 1 : 0;
        }

        if (above >= 5 && metrics.Now >= _nextUp)
        {
            Scale(stream, (int)Math.Ceiling(shards * 1.25));
            _nextUp = metrics.Now + 15;
        }
        else if (below >= 15 && metrics.Now >= _nextDown && shards > 1)
        {
            Scale(stream, Math.Max(1, (int)(shards * 0.75)));
            _nextDown = metrics.Now + 60;
        }
    }

    private static void Scale(SimulatedStream stream, int target)
    {
        if (!stream.UpdateShardCount(target))
        {
            stream.Plan = ReshardPlan.Uniform(target, stream.Shards);
        }
    }
}
