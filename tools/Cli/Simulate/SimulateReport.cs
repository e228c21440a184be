using LogFunctions.Cli.Output;
using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Scalers;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Policy;
using static System.FormattableString;

namespace LogFunctions.Cli.Simulate;

/// <summary>Runs what is asked for, and prints it.</summary>
internal static class SimulateReport
{
    /// <summary>Other assumptions of the sensitivity table: a policy must not win by one of them.</summary>
    private static readonly (string Name, Func<SimulationOptions, SimulationOptions> Of)[] s_assumptions =
    [
        ("metrics at once", o => o with { MetricDelay = TimeSpan.Zero }),
        ("metrics 3 min late", o => o with { MetricDelay = TimeSpan.FromMinutes(3) }),
        ("update 1 min", o => o with { ReshardTime = TimeSpan.FromMinutes(1) }),
        ("update 10 min", o => o with { ReshardTime = TimeSpan.FromMinutes(10) }),
        ("step 10 s", o => o with { StepTime = TimeSpan.FromSeconds(10) }),
        ("step 90 s", o => o with { StepTime = TimeSpan.FromSeconds(90) }),
    ];

    /// <summary>Exit code 0.</summary>
    public static int Write(CliContext context, Trace trace, SimulationOptions options, SimulateRequest request, CancellationToken cancellation)
    {
        List<SimulationRun> runs = Run(trace, options, request.Policies, cancellation);
        if (request.Format != OutputFormat.Table)
        {
            ForPrograms(runs).Write(context, request.Format);
        }
        else
        {
            context.Out.WriteLine(Invariant($"{trace.Name}: {trace.Minutes / 60.0:0.#} hours, {trace.ByMinute.Average():N0} lines/s on average, {trace.ByMinute.Max():N0} at most; a shard takes {options.ShardLines:N0} lines/s."));
            ForPeople(runs).Write(context, OutputFormat.Table);
        }

        if (request.Sensitivity)
        {
            WriteSensitivity(context, trace, options, request, cancellation);
        }

        if (request.Explain)
        {
            Explain(context, trace, options, cancellation);
        }

        if (request.ChartFile is { } file)
        {
            SimulateChart.Save(file, trace, options, runs);
            context.Error.WriteLine($"Chart: {file}");
        }

        return ExitCode.Done;
    }

    private static List<SimulationRun> Run(Trace trace, SimulationOptions options, IReadOnlyList<string> policies, CancellationToken cancellation)
    {
        var run = new SimulateRun(trace, options, new ScalingOptions());
        return [.. policies.Append("optimum").Select(p => run.Run(p, cancellation))];
    }

    private static DataSheet ForPrograms(List<SimulationRun> runs)
    {
        var sheet = new DataSheet(
            new Column("policy", "Policy"),
            new Column("throttledPercent", "Throttled %"),
            new Column("shardHours", "Shard-hours"),
            new Column("refusedCalls", "Refused calls"),
            new Column("callsPerDayMax", "Calls in 24 h"),
            new Column("lagMinutes", "Lag min"),
            new Column("dollars", "USD"));
        foreach (SimulationRun run in runs)
        {
            sheet.Add(run.Policy, Math.Round(run.Totals.ThrottledPercent, 6), Math.Round(run.Totals.ShardHours, 3), run.Refused, run.CallsPerDayMax, Math.Round(run.Totals.LagMinutes, 2), Math.Round(run.Dollars, 4));
        }

        return sheet;
    }

    private static DataSheet ForPeople(List<SimulationRun> runs)
    {
        var sheet = new DataSheet(
            new Column("policy", "Policy"),
            new Column("throttledPercent", "Throttled %", "0.0000"),
            new Column("shardHours", "Shard-hours"),
            new Column("timesOptimum", "x optimum", "0.00"),
            new Column("refusedCalls", "Refused calls"),
            new Column("callsPerDayMax", "Calls in 24 h"),
            new Column("lagMinutes", "Lag min"),
            new Column("dollars", "USD", "N2"));
        double optimum = runs[^1].Totals.ShardHours;
        foreach (SimulationRun run in runs)
        {
            sheet.Add(run.Policy, run.Totals.ThrottledPercent, run.Totals.ShardHours, run.Totals.ShardHours / optimum, run.Refused, run.CallsPerDayMax, run.Totals.LagMinutes, run.Dollars);
        }

        return sheet;
    }

    private static void WriteSensitivity(CliContext context, Trace trace, SimulationOptions options, SimulateRequest request, CancellationToken cancellation)
    {
        var sheet = new DataSheet(
            new Column("assumption", "Assumption"),
            new Column("policy", "Policy"),
            new Column("throttledPercent", "Throttled %", "0.0000"),
            new Column("shardHours", "Shard-hours"),
            new Column("refusedCalls", "Refused calls"),
            new Column("callsPerDayMax", "Calls in 24 h"));
        foreach ((string name, Func<SimulationOptions, SimulationOptions> of) in s_assumptions)
        {
            var run = new SimulateRun(trace, of(options), new ScalingOptions());
            foreach (SimulationRun result in request.Policies.Select(p => run.Run(p, cancellation)))
            {
                sheet.Add(name, result.Policy, result.Totals.ThrottledPercent, result.Totals.ShardHours, result.Refused, result.CallsPerDayMax);
            }
        }

        sheet.Write(context, request.Format);
    }

    private static void Explain(CliContext context, Trace trace, SimulationOptions options, CancellationToken cancellation)
    {
        var ours = new OurScaler(trace, options, new ScalingOptions());
        Simulation.Run("ours", trace, options, ours, Simulation.StartShards(trace, options), cancellation);
        foreach ((int minute, ScalingDecision decision) in ours.Decisions)
        {
            context.Error.WriteLine(Invariant($"day {minute / 1440} {minute % 1440 / 60:00}:{minute % 60:00}  {decision.Reason}"));
        }

        if (ours.LastForecast is { } quality)
        {
            context.Error.WriteLine(Invariant($"Forecast, backtest of the last days: median error {quality.ErrorPercent:0.0} % of {quality.Minutes} minutes, {quality.RisesSeen} of {quality.RisesForecast} foretold rises came; {(quality.Trusted ? "trusted" : "not trusted")}."));
        }
    }
}
