using LogFunctions.Cli.Simulate.Traces;

namespace LogFunctions.Cli.Simulate.Model;

/// <summary>Sums over a simulation.</summary>
internal sealed class StreamTotals
{
    public double Offered { get; set; }

    public double Throttled { get; set; }

    public long PaidSteps { get; set; }

    public long LagSteps { get; set; }

    public double ThrottledPercent => Offered > 0 ? Throttled / Offered * 100 : 0;

    public double ShardHours => PaidSteps * Trace.StepSeconds / 3600.0;

    public double LagMinutes => LagSteps * Trace.StepSeconds / 60.0;
}
