using System.Globalization;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>
/// The inside of a <see cref="MeasureWorker"/>. Warms all measures up, and writes a line for each measure (name, lines, bytes, requests, with tabs between) and an empty one;
/// then for every line "number milliseconds" on its input it runs that measure and writes "nanoseconds-per-line bytes-per-line". Ends with its input.
/// </summary>
internal static class WorkerLoop
{
    public static async Task RunAsync(IReadOnlyList<Measure> measures, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (Measure measure in measures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SliceRunner.WarmUp(measure);
        }

        foreach (MeasureInfo info in measures.Select(measure => measure.Info))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{info.Name}\t{info.Lines}\t{info.Bytes}\t{info.Requests}"));
        }

        await output.WriteLineAsync();
        await output.FlushAsync(cancellationToken);
        GC.Collect();
        while (await input.ReadLineAsync(cancellationToken) is { } command)
        {
            int[] numbers = [.. command.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            Slice slice = SliceRunner.Run(measures[numbers[0]], TimeSpan.FromMilliseconds(numbers[1]));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{slice.NanosecondsPerLine} {slice.AllocatedBytesPerLine}"));
            await output.FlushAsync(cancellationToken);
        }
    }
}
