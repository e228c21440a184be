using LogFunctions.Cli.Simulate.Model;

namespace LogFunctions.Cli.Simulate.Scalers;

/// <summary>A scaling policy in the simulation, called at the start of every minute.</summary>
internal interface ISimulatedScaler
{
    /// <summary>Looks at the readable metrics, and may change the stream.</summary>
    void Decide(SimulatedStream stream, StreamMetrics metrics);
}
