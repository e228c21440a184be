using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Simulate;

/// <summary>What to run and how to show it.</summary>
/// <param name="Policies">Names, the optimum not among them.</param>
/// <param name="Sensitivity">Under other delays, too.</param>
/// <param name="ChartFile">PNG to draw; null = none.</param>
/// <param name="Explain">Print our decisions.</param>
/// <param name="Format">Output.</param>
internal sealed record SimulateRequest(IReadOnlyList<string> Policies, bool Sensitivity, string? ChartFile, bool Explain, OutputFormat Format);
