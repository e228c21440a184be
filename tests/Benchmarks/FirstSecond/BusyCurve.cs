namespace LogFunctions.Benchmarks.FirstSecond;

/// <summary>What a fresh process had done at a moment.</summary>
/// <param name="Seconds">Wall time since its first event.</param>
/// <param name="CpuSeconds">Processor time of the process since then.</param>
/// <param name="Lines">Lines answered.</param>
internal readonly record struct BusyPoint(double Seconds, double CpuSeconds, double Lines);

/// <summary>Speeds between two moments of wall time.</summary>
internal readonly record struct BusyInterval(double From, double To, double LinesPerSecond, double LinesPerCpuSecond);

/// <summary>
/// The first seconds of a process as samples, ascending. What lies between two samples is taken to have gone evenly.
/// </summary>
internal sealed class BusyCurve(IReadOnlyList<BusyPoint> points)
{
    /// <summary>Speeds in the intervals that begin at 0 and end at each of <paramref name="ends"/>.</summary>
    public IReadOnlyList<BusyInterval> Intervals(IReadOnlyList<double> ends)
    {
        var intervals = new List<BusyInterval>();
        BusyPoint from = default;
        foreach (double end in ends)
        {
            BusyPoint to = At(end, point => point.Seconds);
            double lines = to.Lines - from.Lines;
            intervals.Add(new BusyInterval(from.Seconds, end, lines / (end - from.Seconds), lines / (to.CpuSeconds - from.CpuSeconds)));
            from = to;
        }

        return intervals;
    }

    /// <summary>
    /// Lines of the first second of processor time against those of a second of the last interval. Processor time, because a
    /// process that waits for its events is not slow.
    /// </summary>
    public double FirstSecondShare(BusyInterval last) => At(1, point => point.CpuSeconds).Lines / last.LinesPerCpuSecond;

    private BusyPoint At(double value, Func<BusyPoint, double> axis)
    {
        BusyPoint before = default;
        foreach (BusyPoint point in points)
        {
            if (axis(point) >= value)
            {
                double width = axis(point) - axis(before);
                double part = width > 0 ? (value - axis(before)) / width : 1;
                return new BusyPoint(Mix(before.Seconds, point.Seconds), Mix(before.CpuSeconds, point.CpuSeconds), Mix(before.Lines, point.Lines));

                double Mix(double low, double high) => low + ((high - low) * part);
            }

            before = point;
        }

        return before;
    }
}
