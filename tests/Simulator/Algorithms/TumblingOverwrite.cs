using System.Collections.Immutable;
using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Algorithms;

/// <summary>
/// Lambda's tumbling windows: sums live in the state that the event source hands from invocation to invocation, and are put
/// over the row of (window, shard, endpoint). Windows are of arrival time: Lambda has no others.
/// </summary>
/// <param name="everyBatch">Puts the sums so far after every batch, so that the running minute is visible; else only at the window's end.</param>
/// <param name="judgedByArrival">Compare with minutes of arrival, the method's own terms; else with minutes in which requests happened.</param>
internal sealed class TumblingOverwrite(bool everyBatch, bool judgedByArrival) : PeerAlgorithm
{
    /// <inheritdoc/>
    public override long? TumblingWindowMs => 60_000;

    /// <inheritdoc/>
    public override IFunctionCode CreateInstance(OperationGate gate) => new PeerCode(async (batch, cancellationToken) =>
    {
        TumblingWindow window = batch.Window ?? throw new SimulationException("the event source gave no window");
        ImmutableDictionary<string, long> sums = window.State as ImmutableDictionary<string, long> ?? ImmutableDictionary<string, long>.Empty;
        foreach ((_, SimLine line) in LinesOf(batch.Records))
        {
            string key = $"{batch.ShardId}|{Truth.MinuteKey(window.StartMs, line.Endpoint)}";
            sums = sums.SetItem(key, sums.GetValueOrDefault(key) + 1);
        }

        if (everyBatch || window.IsFinal)
        {
            foreach ((string key, long requests) in sums.OrderBy(sum => sum.Key, StringComparer.Ordinal))
            {
                await gate.WriteAsync(() => $"put {requests} over {key}", () => Rows[key] = requests, cancellationToken);
            }
        }

        return new InvokeReply(State: window.IsFinal ? null : sums);
    });

    /// <inheritdoc/>
    public override HistoryResult Check(World world)
    {
        var perMinute = Rows
            .GroupBy(row => row.Key[(row.Key.IndexOf('|', StringComparison.Ordinal) + 1)..])
            .ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.Value));
        return Compare(Truth.CountMinutes(world.Stream, judgedByArrival), perMinute);
    }
}
