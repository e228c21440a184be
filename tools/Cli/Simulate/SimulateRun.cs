using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Optimum;
using LogFunctions.Cli.Simulate.Scalers;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.Cli.Simulate;

/// <summary>Runs policies over a trace.</summary>
internal sealed class SimulateRun(Trace trace, SimulationOptions options, ScalingOptions policy)
{
    /// <summary>Policies of others, and ours, in the order of the table.</summary>
    public static IReadOnlyList<string> Policies { get; } = ["ours", "aws-blog", "scaling-utils", "substation", "epsagon"];

    /// <summary>One policy; <c>fixed:N</c> and <c>optimum</c>, too.</summary>
    public SimulationRun Run(string name, CancellationToken cancellation)
    {
        if (name == "optimum")
        {
            return OfflineOptimum.Of(trace, options, cancellation);
        }

        int start = Simulation.StartShards(trace, options);
        ISimulatedScaler scaler = name switch
        {
            "ours" => new OurScaler(trace, options, policy),
            "aws-blog" => new AwsBlogScaler(options),
            "scaling-utils" => new ScalingUtilsScaler(options),
            "substation" => new SubstationScaler(options),
            "epsagon" => new EpsagonScaler(options),
            _ => new FixedScaler(),
        };
        if (name.StartsWith("fixed:", StringComparison.Ordinal))
        {
            start = int.Parse(name.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);
        }

        return Simulation.Run(name, trace, options, scaler, start, cancellation);
    }
}
