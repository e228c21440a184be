using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.Cli.Simulate.Optimum;

/// <summary>
/// The fewest shard-hours with full knowledge of the trace, nothing throttled, and the same rules: one reshard at a time, UpdateShardCount from half
/// to double and at most so often a day, splits and merges one by one. A dynamic programme over minutes and shard counts; the limit of calls
/// enters as a price of a call, raised until the schedule keeps it.
/// </summary>
/// <remarks>
/// Counts above 48 are searched in steps of a 48th, and the price finds a schedule that keeps the limit but need not be the very best of them:
/// both make the optimum a little dearer than it could be, by at most 2 % and, where the limit binds, by the difference to <see cref="LowerBound"/>.
/// </remarks>
internal sealed class OfflineOptimum
{
    private const int MaxStates = 48;
    private readonly SimulationOptions _options;
    private readonly int[] _counts;
    private readonly int _minutes;

    /// <summary>By state: how many minutes from a minute on the demand fits.</summary>
    private readonly int[][] _fits;

    private OfflineOptimum(Trace trace, SimulationOptions options)
    {
        _options = options;
        _minutes = trace.Minutes;
        int[] needed = Needed(trace, options);
        int most = needed.Max();
        int step = ((most - 1) / MaxStates) + 1;
        _counts = [.. Enumerable.Range(1, most).Where(n => n <= 16 || n % step == 0 || n == most)];
        _fits = [.. _counts.Select(n => FitsOf(needed, n))];
    }

    /// <summary>Hours of the cheapest schedule without any limit of calls: nothing that keeps the rules can be below it.</summary>
    public double LowerBound { get; private set; }

    /// <summary>The schedule as a run, to be compared with the policies.</summary>
    public static SimulationRun Of(Trace trace, SimulationOptions options, CancellationToken cancellation) =>
        new OfflineOptimum(trace, options).Solve(cancellation);

    private SimulationRun Solve(CancellationToken cancellation)
    {
        (int[] shards, List<int> calls, double hours) = Schedule(0, cancellation);
        LowerBound = hours;
        double low = 0;
        double high = 0;
        for (double price = 0.25; MostCalls(calls) > _options.CallsPerDay && price < 1e6; price *= 4)
        {
            (low, high) = (high, price);
            (shards, calls, hours) = Schedule(price, cancellation);
        }

        for (int i = 0; i < 3 && high > 0; i++)
        {
            double middle = (low + high) / 2;
            (int[] s, List<int> c, double h) = Schedule(middle, cancellation);
            if (MostCalls(c) > _options.CallsPerDay)
            {
                low = middle;
                continue;
            }

            (high, shards, calls, hours) = (middle, s, c, h);
        }

        var totals = new StreamTotals { Offered = 1, PaidSteps = (long)Math.Round(hours * 3600 / Trace.StepSeconds) };
        return new SimulationRun("optimum", totals, 0, MostCalls(calls), shards, new double[_minutes], _options.ShardHourUsd);
    }

    private static int MostCalls(List<int> callMinutes) => Simulation.MostCallsInADay([.. callMinutes.Select(m => m * Trace.StepsPerMinute)]);

    /// <summary>Backwards over the minutes; shard-minutes are the cost, plus the price of each call in shard-hours.</summary>
    private (int[] Shards, List<int> Calls, double Hours) Schedule(double callPrice, CancellationToken cancellation)
    {
        int states = _counts.Length;
        Move[][] moves = [.. Enumerable.Range(0, states).Select(s => MovesFrom(s, callPrice * 60))];
        int longest = moves.Max(m => m.Max(x => x.Minutes));
        float[][] cost = new float[_minutes + longest + 1][];
        ushort[][] choice = new ushort[_minutes][];
        for (int minute = _minutes; minute <= _minutes + longest; minute++)
        {
            cost[minute] = new float[states];
        }

        // Kept relative to the hour: floats would lose the cents of a long trace.
        for (int minute = _minutes - 1; minute >= 0; minute--)
        {
            cancellation.ThrowIfCancellationRequested();
            (cost[minute], choice[minute]) = Step(minute, moves, cost);
        }

        return Follow(moves, choice, cost[0]);
    }

    private (float[] Cost, ushort[] Choice) Step(int minute, Move[][] moves, float[][] cost)
    {
        float[] best = new float[_counts.Length];
        ushort[] choice = new ushort[_counts.Length];
        for (int state = 0; state < _counts.Length; state++)
        {
            best[state] = float.PositiveInfinity;
            Move[] from = moves[state];
            for (int i = 0; i < from.Length; i++)
            {
                ref readonly Move move = ref from[i];
                if (_fits[move.Narrow][minute] < Math.Min(move.Minutes, _minutes - minute))
                {
                    continue;
                }

                float total = move.Cost + cost[minute + move.Minutes][move.To];
                if (total < best[state])
                {
                    (best[state], choice[state]) = (total, (ushort)i);
                }
            }
        }

        return (best, choice);
    }

    private (int[] Shards, List<int> Calls, double Hours) Follow(Move[][] moves, ushort[][] choice, float[] costs)
    {
        int state = Array.IndexOf(costs, costs.Min());
        int[] shards = new int[_minutes];
        var calls = new List<int>();
        double paid = 0;
        for (int minute = 0; minute < _minutes;)
        {
            Move move = moves[state][choice[minute][state]];
            int length = Math.Min(move.Minutes, _minutes - minute);
            for (int i = 0; i < length; i++)
            {
                shards[minute + i] = (int)Math.Round(move.Paid);
            }

            paid += move.Paid * length;
            if (move.IsCall)
            {
                calls.Add(minute);
            }

            (minute, state) = (minute + length, move.To);
        }

        return (shards, calls, paid / 60);
    }

    private Move[] MovesFrom(int state, double callCost)
    {
        int from = _counts[state];
        var moves = new List<Move> { new(state, 1, state, from, from, false) };
        for (int to = 0; to < _counts.Length; to++)
        {
            int target = _counts[to];
            if (to == state || target > from * 2 || target * 2 < from)
            {
                continue;
            }

            int narrow = Math.Min(state, to);
            int callMinutes = (int)Math.Ceiling(_options.UpdateSteps(from, target) / (double)Trace.StepsPerMinute);
            int most = Math.Max(from, target);
            moves.Add(new Move(to, callMinutes, narrow, (float)((most * callMinutes) + callCost), most, true));
            int byHand = (int)Math.Ceiling(ReshardPlan.StepsBetween(from, target) * _options.StepTime.TotalMinutes);
            if (byHand <= 240)
            {
                double mean = (from + target) / 2.0;
                moves.Add(new Move(to, byHand, narrow, (float)(mean * byHand), mean, false));
            }
        }

        return [.. moves];
    }

    /// <summary>Shards without which something would be throttled, by minute.</summary>
    private static int[] Needed(Trace trace, SimulationOptions options)
    {
        int[] needed = new int[trace.Minutes];
        for (int minute = 0; minute < needed.Length; minute++)
        {
            double highest = 0;
            for (int i = 0; i < Trace.StepsPerMinute; i++)
            {
                int step = (minute * Trace.StepsPerMinute) + i;
                // The hot key is left out: what no shard count can take cannot be asked of the optimum.
                highest = Math.Max(highest, trace.LinesPerSecond[step] * (1 - (trace.HotShare?[step] ?? 0)));
            }

            needed[minute] = Math.Max(1, (int)Math.Ceiling((highest / options.ShardLines) - 1e-9));
        }

        return needed;
    }

    private int[] FitsOf(int[] needed, int count)
    {
        int[] fits = new int[_minutes];
        int run = 0;
        for (int minute = _minutes - 1; minute >= 0; minute--)
        {
            run = needed[minute] <= count ? run + 1 : 0;
            fits[minute] = run;
        }

        return fits;
    }

    private readonly record struct Move(int To, int Minutes, int Narrow, float Cost, double Paid, bool IsCall);
}
