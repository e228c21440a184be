using LogFunctions.Cli.Simulate.Model;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>Never changes anything.</summary>
internal sealed class FixedScaler : ISimulatedScaler
{
    /// <inheritdoc/>
    public void Decide(SimulatedStream stream, StreamMetrics metrics)
    {
    }
}
