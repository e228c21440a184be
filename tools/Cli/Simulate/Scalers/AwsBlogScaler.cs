using LogFunctions.Cli.Simulate.Model;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>
/// The AWS Big Data Blog's scaler, aws-samples/kinesis-auto-scaling@e1e52f8: five-minute periods; 75 % in 5 of 5 doubles, below 25 % in 57 of 60
/// halves. The limit of calls is left to the slow alarms.
/// </summary>
internal sealed class AwsBlogScaler(SimulationOptions options) : ISimulatedScaler
{
    private readonly AlarmWindow _up = new(5, 5, 5, u => u >= 0.75, options.ShardLines);
    private readonly AlarmWindow _down = new(5, 60, 57, u => u < 0.25, options.ShardLines);

    /// <inheritdoc/>
    public void Decide(SimulatedStream stream, StreamMetrics metrics)
    {
        int shards = stream.Shards.Count;
        bool up = _up.Fires(metrics, shards);
        bool down = _down.Fires(metrics, shards);
        int target = up ? shards * 2 : down ? Math.Max(1, (shards + 1) / 2) : shards;
        if (target != shards && stream.UpdateShardCount(target))
        {
            _up.Reset();
            _down.Reset();
        }
    }
}
