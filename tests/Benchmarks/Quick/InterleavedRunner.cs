namespace LogFunctions.Benchmarks.Quick;

/// <summary>
/// Runs the measures of one scenario in turn, round after round (A B C, A B C, …): a shared machine drifts by tens of percent over
/// seconds, and a ratio of two things measured side by side does not. Each figure is the median of its rounds.
/// </summary>
internal sealed class InterleavedRunner(int rounds, TimeSpan slice)
{
    /// <param name="workers">Processes, each with measures of the scenario, ready.</param>
    /// <param name="cancellationToken">Between slices.</param>
    public async Task<IReadOnlyList<MeasureResult>> RunAsync(IReadOnlyList<MeasureWorker> workers, CancellationToken cancellationToken)
    {
        (MeasureWorker Worker, int Index)[] measures = [.. workers.SelectMany(worker => worker.Measures.Select((_, index) => (worker, index)))];
        var times = measures.Select(_ => new List<double>()).ToArray();
        double[] allocations = new double[measures.Length];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < measures.Length; i++)
            {
                Slice measured = await measures[i].Worker.RunAsync(measures[i].Index, slice, cancellationToken);
                times[i].Add(measured.NanosecondsPerLine);
                allocations[i] = measured.AllocatedBytesPerLine; // the last round: steady state
            }
        }

        return [.. measures.Select((measure, i) => new MeasureResult(measure.Worker.Measures[measure.Index], Median(times[i]), allocations[i]))];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
