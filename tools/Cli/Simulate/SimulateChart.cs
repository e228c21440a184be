using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Traces;
using ScottPlot;

namespace LogFunctions.Cli.Simulate;

/// <summary>Demand and shards over time.</summary>
internal static class SimulateChart
{
    private const int Width = 1400;
    private const int Height = 700;

    /// <summary>More points than pixels are drawn as the highest of each pixel.</summary>
    private const int MaxPoints = 2000;

    /// <summary>Writes a PNG.</summary>
    public static void Save(string file, Trace trace, SimulationOptions options, IReadOnlyList<SimulationRun> runs)
    {
        using var plot = new Plot();
        int step = Math.Max(1, trace.Minutes / MaxPoints);
        double[] hours = [.. Enumerable.Range(0, trace.Minutes / step).Select(i => i * step / 60.0)];
        var demand = plot.Add.ScatterLine(hours, Highest(trace.ByMinute, step, r => r / options.ShardLines));
        (demand.LegendText, demand.Color, demand.LineWidth) = ("demand", Colors.Black, 2);
        foreach (SimulationRun run in runs)
        {
            var line = plot.Add.ScatterLine(hours, Highest(run.Shards, step, s => s));
            line.LegendText = FormattableString.Invariant($"{run.Policy}: {run.Totals.ThrottledPercent:0.00} % throttled, {run.Totals.ShardHours:N0} shard-hours");
            line.LineWidth = run.Policy == "ours" ? 3 : 1.2f;
            line.ConnectStyle = ConnectStyle.StepHorizontal;
        }

        plot.Title($"{trace.Name}: demand and shards");
        plot.XLabel("hours");
        plot.YLabel("shards");
        plot.ShowLegend(Edge.Bottom);
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        plot.SavePng(file, Width, Height);
    }

    private static double[] Highest<T>(T[] values, int step, Func<T, double> number) =>
        [.. Enumerable.Range(0, values.Length / step).Select(i => values.Skip(i * step).Take(step).Max(number))];
}
