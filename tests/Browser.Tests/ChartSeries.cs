namespace LogFunctions.Browser.Tests;

/// <summary>A series as a chart of the page draws it.</summary>
public sealed class ChartSeries
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public double[] Times { get; set; } = [];

    /// <summary>Null = a hole.</summary>
    public double?[] Values { get; set; } = [];
}
