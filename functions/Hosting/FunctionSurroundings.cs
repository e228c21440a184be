namespace LogFunctions.Hosting;

/// <summary>What a function gets from outside, so that its own code reaches for nothing.</summary>
/// <param name="ReadVariable">From the name of an environment variable to its value, null when it is not set.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Source of randomness.</param>
/// <param name="Output">Standard output, raw.</param>
/// <param name="Log">The log.</param>
public sealed record FunctionSurroundings(Func<string, string?> ReadVariable, TimeProvider Time, Random Random, Stream Output, FunctionLog Log)
{
    /// <summary>Those of this process.</summary>
    public static FunctionSurroundings OfProcess()
    {
        Stream output = Console.OpenStandardOutput();
        var log = new FunctionLog(new StreamWriter(output, bufferSize: 4096, leaveOpen: true));
        return new FunctionSurroundings(Environment.GetEnvironmentVariable, TimeProvider.System, Random.Shared, output, log);
    }

    /// <summary>A writer of embedded metrics to <see cref="Output"/>.</summary>
    /// <param name="metricsNamespace">From <see cref="OptionReader.MetricsNamespace"/>.</param>
    public EmbeddedMetricWriter Metrics(string metricsNamespace) => new(Output, metricsNamespace, Time);
}
