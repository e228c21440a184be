namespace LogFunctions.Benchmarks.Quick;

/// <summary>
/// Runs the measures of one scenario in turn, round after round (A B C, A B C, …): a shared machine drifts by tens of percent over
/// seconds, and a ratio of two things measured side by side does not. Each figure is the median of its rounds.
/// </summary>
internal sealed class InterleavedRunner(int rounds, TimeSpan slice, CancellationToken cancellationToken)
{
    /// <summary>Before the first round: what the just-in-time compiler has not finished by then is measured half compiled, at twice the time.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(300);

    public IReadOnlyList<MeasureResult> Run(IReadOnlyList<Measure> measures)
    {
        foreach (Measure measure in measures)
        {
            RunFor(measure, slice > s_warmUp ? slice : s_warmUp);
        }

        var times = measures.Select(_ => new List<double>()).ToArray();
        var allocations = new double[measures.Count];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < measures.Count; i++)
            {
                (double nsPerLine, double bytesPerLine) = RunFor(measures[i], slice);
                times[i].Add(nsPerLine);
                allocations[i] = bytesPerLine; // the last round: steady state
            }
        }

        return [.. measures.Select((m, i) => new MeasureResult(
            m, Median(times[i]), allocations[i], allocations[i] * m.Lines / Math.Max(1, m.Requests)))];
    }

    private (double NanosecondsPerLine, double BytesPerLine) RunFor(Measure measure, TimeSpan atLeast)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long elapsedNs = 0;
        long allocated = 0;
        int runs = 0;
        long limitNs = (long)(atLeast.TotalSeconds * 1e9);
        do
        {
            measure.Prepare?.Invoke();
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = CpuClock.NowNs();
            measure.Run();
            elapsedNs += CpuClock.NowNs() - start;
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            runs++;
        }
        while (elapsedNs < limitNs);
        double lines = (double)runs * measure.Lines;
        return (elapsedNs / lines, allocated / lines);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
