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
internal sealed record Measure(string Name, long Lines, long Bytes, Action Run, Action? Prepare = null, long Requests = 1);

/// <summary>What was measured: medians over the rounds.</summary>
internal sealed record MeasureResult(Measure Measure, double NanosecondsPerLine, double AllocatedBytesPerLine, double AllocatedBytesPerRequest);
