using LogFunctions.Cli.Simulate.Scalers;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.Cli.Simulate.Model;

/// <summary>One policy on one trace.</summary>
internal static class Simulation
{
    /// <summary>Shards that every policy starts with: the first minute at three quarters.</summary>
    public static int StartShards(Trace trace, SimulationOptions options) =>
        Math.Max(1, (int)Math.Ceiling(trace.ByMinute[0] / options.ShardLines / 0.75));

    /// <summary>Runs to the end of the trace.</summary>
    public static SimulationRun Run(string policy, Trace trace, SimulationOptions options, ISimulatedScaler scaler, int startShards, CancellationToken cancellation)
    {
        var stream = new SimulatedStream(options, startShards);
        var metrics = new StreamMetrics();
        int delay = (int)Math.Ceiling(options.MetricDelay.TotalMinutes);
        int[] shards = new int[trace.Minutes];
        double[] throttled = new double[trace.Minutes];
        var loads = new List<double>();
        for (int minute = 0; minute < trace.Minutes; minute++)
        {
            cancellation.ThrowIfCancellationRequested();
            scaler.Decide(stream, metrics);
            double before = stream.Totals.Throttled;
            double accepted = 0;
            OpenShard[] open = [];
            bool changed = false;
            for (int i = 0; i < Trace.StepsPerMinute; i++)
            {
                int step = (minute * Trace.StepsPerMinute) + i;
                stream.Advance(trace.LinesPerSecond[step], trace.HotShare?[step] ?? 0);
                accepted += stream.Accepted;
                changed |= i > 0 && !Same(open, stream.Shards);
                open = i == 0 || changed ? [.. stream.Shards] : open;
                Add(loads, stream.ShardDemand, restart: i == 0 || loads.Count != stream.ShardDemand.Count);
            }

            shards[minute] = stream.Paid;
            throttled[minute] = (stream.Totals.Throttled - before) / 60;
            // A minute in which the shards changed says little about any of them.
            metrics.Close(accepted / Trace.StepsPerMinute, changed ? [] : [.. open.Select((s, i) => (s, loads[i] / Trace.StepsPerMinute))], delay);
        }

        return new SimulationRun(policy, stream.Totals, stream.Refused, MostCallsInADay(stream.Calls), shards, throttled, options.ShardHourUsd);
    }

    private static bool Same(OpenShard[] open, IReadOnlyList<OpenShard> shards)
    {
        // Ids are never used twice, and a reshard changes the first or the count, or an id between: compare all.
        if (open.Length != shards.Count)
        {
            return false;
        }

        for (int i = 0; i < open.Length; i++)
        {
            if (open[i] != shards[i])
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(List<double> sums, List<double> values, bool restart)
    {
        if (restart)
        {
            sums.Clear();
            sums.AddRange(values);
            return;
        }

        for (int i = 0; i < values.Count; i++)
        {
            sums[i] += values[i];
        }
    }

    /// <summary>The most calls within any 24 hours.</summary>
    public static int MostCallsInADay(IReadOnlyList<int> callSteps)
    {
        int day = SimulationOptions.Steps(TimeSpan.FromDays(1));
        int most = 0;
        int first = 0;
        for (int i = 0; i < callSteps.Count; i++)
        {
            while (callSteps[i] - callSteps[first] >= day)
            {
                first++;
            }

            most = Math.Max(most, i - first + 1);
        }

        return most;
    }
}
