using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>What all services of one run share.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Template">What there is to serve.</param>
/// <param name="Data">Where they keep their data.</param>
/// <param name="Http">Where those listen that answer HTTP in this process.</param>
/// <param name="Metrics">Where they count.</param>
/// <param name="Log">Where they say what happens.</param>
/// <param name="Time">The clock.</param>
internal sealed record LocalCloudContext(
    LocalCloudOptions Options, CloudTemplate Template, DataFolder Data, LoopbackHost Http, MetricCollector Metrics, ILocalCloudLog Log, TimeProvider Time)
{
    /// <summary>The port for a service; 0 = any free one.</summary>
    public int PortOf(ServicePort service) => Options.Port + (int)service ?? 0;
}
