namespace LogFunctions.Benchmarks.Quick;

/// <summary>
/// One thing to time. <see cref="Run"/> handles the whole corpus once; <see cref="Prepare"/> (untimed) comes before each
/// run. Rates are per line of the scenario, so that every measure of a scenario is comparable.
/// </summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Lines">Lines one run handles.</param>
/// <param name="Bytes">Bytes one run reads.</param>
/// <param name="Run">The timed work.</param>
/// <param name="Prepare">Untimed set-up before each run.</param>
/// <param name="Requests">How often the run enters the code (batches, files): allocation is also shown per request.</param>
internal sealed record Measure(string Name, long Lines, long Bytes, Action Run, Action? Prepare = null, long Requests = 1)
{
    public MeasureInfo Info => new(Name, Lines, Bytes, Requests);
}

/// <summary>What is known of a measure without being able to run it.</summary>
/// <param name="Name">As of <see cref="Measure"/>, and so are the others.</param>
/// <param name="Lines">Lines one run handles.</param>
/// <param name="Bytes">Bytes one run reads.</param>
/// <param name="Requests">How often one run enters the code.</param>
internal sealed record MeasureInfo(string Name, long Lines, long Bytes, long Requests);

/// <summary>What a measure took in one slice of time.</summary>
/// <param name="NanosecondsPerLine">Time.</param>
/// <param name="AllocatedBytesPerLine">Of the managed heap.</param>
internal readonly record struct Slice(double NanosecondsPerLine, double AllocatedBytesPerLine);

/// <summary>What was measured: medians over the rounds.</summary>
internal sealed record MeasureResult(MeasureInfo Measure, double NanosecondsPerLine, double AllocatedBytesPerLine)
{
    public double AllocatedBytesPerRequest => AllocatedBytesPerLine * Measure.Lines / Math.Max(1, Measure.Requests);
}
