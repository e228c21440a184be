namespace LogFunctions.Cli.Simulate.Traces;

/// <summary>Demand over time in steps of <see cref="StepSeconds"/>.</summary>
internal sealed class Trace
{
    /// <summary>Seconds of a step of the model.</summary>
    public const int StepSeconds = 10;

    /// <summary>Steps in a minute.</summary>
    public const int StepsPerMinute = 60 / StepSeconds;

    /// <param name="name">For the output.</param>
    /// <param name="linesPerSecond">By step.</param>
    /// <param name="hotShare">Share of the lines with one partition key, 0..1, by step; null = spread evenly.</param>
    public Trace(string name, double[] linesPerSecond, double[]? hotShare = null)
    {
        Name = name;
        LinesPerSecond = linesPerSecond;
        HotShare = hotShare;
        ByMinute = new double[linesPerSecond.Length / StepsPerMinute];
        for (int i = 0; i < ByMinute.Length; i++)
        {
            ByMinute[i] = linesPerSecond.AsSpan(i * StepsPerMinute, StepsPerMinute).ToArray().Average();
        }
    }

    public string Name { get; }

    /// <summary>Demand by step.</summary>
    public double[] LinesPerSecond { get; }

    /// <summary>Share of one key by step; null = none.</summary>
    public double[]? HotShare { get; }

    /// <summary>Mean demand by minute, lines/s.</summary>
    public double[] ByMinute { get; }

    /// <summary>Whole minutes.</summary>
    public int Minutes => ByMinute.Length;

    /// <summary>Every rate times a factor.</summary>
    public Trace Times(double factor) => factor == 1 ? this : new Trace(Name, [.. LinesPerSecond.Select(r => r * factor)], HotShare);

    /// <summary>Sampled from a function of seconds.</summary>
    public static Trace From(string name, double seconds, Func<double, double> rate, Func<double, double>? hotShare = null)
    {
        int minutes = Math.Max(1, (int)(seconds / 60));
        double[] rates = [.. Enumerable.Range(0, minutes * StepsPerMinute).Select(i => Math.Max(0, rate(i * StepSeconds)))];
        return new Trace(name, rates, hotShare is null ? null : [.. Enumerable.Range(0, rates.Length).Select(i => hotShare(i * StepSeconds))]);
    }
}
