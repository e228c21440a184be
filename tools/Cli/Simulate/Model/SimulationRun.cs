namespace LogFunctions.Cli.Simulate.Model;

/// <summary>What a policy made of a trace.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Totals">Sums.</param>
/// <param name="Refused">UpdateShardCount calls that the service would have refused.</param>
/// <param name="CallsPerDayMax">The most that it took within 24 hours.</param>
/// <param name="Shards">Paid shards at the end of each minute.</param>
/// <param name="Throttled">Lines/s throttled, mean of each minute.</param>
/// <param name="ShardHourUsd">Price.</param>
internal sealed record SimulationRun(
    string Policy, StreamTotals Totals, int Refused, int CallsPerDayMax, int[] Shards, double[] Throttled, double ShardHourUsd)
{
    /// <summary>USD of the whole trace.</summary>
    public double Dollars => Totals.ShardHours * ShardHourUsd;
}
