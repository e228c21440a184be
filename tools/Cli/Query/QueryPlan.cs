using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>
/// The windows that answer for a time range, and never for more: whole windows inside it, and at its edges, where those would reach beyond
/// it, minutes.
/// </summary>
/// <param name="Start">Minutes before the whole windows; null = none are needed, or there are none any more.</param>
/// <param name="Whole">Windows of the size that was asked for; may be empty.</param>
/// <param name="End">Minutes behind them; null as <paramref name="Start"/>.</param>
/// <param name="AskedToSeconds">End of the range: a window that is still open reaches beyond it, but holds nothing there.</param>
internal sealed record QueryPlan(WindowRange? Start, WindowRange Whole, WindowRange? End, long AskedToSeconds)
{
    private const int MinuteSeconds = 60;

    // Minute rows live for a week from when they were counted.
    private const long MinuteLifeSeconds = 7 * 86_400;

    /// <summary>First instant that is answered for, seconds since the Unix epoch.</summary>
    public long FromSeconds => Start?.FromSeconds ?? (IsWholeEmpty ? End?.FromSeconds ?? Whole.FromSeconds : Whole.FromSeconds);

    /// <summary>End of what is answered for, not included.</summary>
    public long ToSeconds => Math.Min(
        End?.ToSeconds ?? (IsWholeEmpty ? Start?.ToSeconds ?? Whole.ToSeconds : Whole.ToSeconds), AskedToSeconds);

    /// <summary>Whether no window at all lies inside the range.</summary>
    public bool IsEmpty => Start is null && End is null && IsWholeEmpty;

    private bool IsWholeEmpty => Whole.FromSeconds >= Whole.ToSeconds;

    /// <summary>The parts that hold anything, in order of time.</summary>
    public IEnumerable<WindowRange> Parts
    {
        get
        {
            if (Start is { } start)
            {
                yield return start;
            }

            if (!IsWholeEmpty)
            {
                yield return Whole;
            }

            if (End is { } end)
            {
                yield return end;
            }
        }
    }

    /// <param name="windowSeconds">Size of the windows.</param>
    /// <param name="from">Start of the range.</param>
    /// <param name="to">Its end, not included.</param>
    /// <param name="now">
    /// The clock. A range that reaches the present takes the window that is still open: there is nothing behind it.
    /// </param>
    public static QueryPlan For(int windowSeconds, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        long fromSeconds = Ceiling(from.ToUnixTimeMilliseconds(), 1000) / 1000;
        bool isOpen = to >= now;
        long toSeconds = isOpen ? Ceiling(to.ToUnixTimeMilliseconds(), 1000) / 1000 : to.ToUnixTimeSeconds();
        long wholeFrom = Ceiling(fromSeconds, windowSeconds);
        long wholeTo = isOpen ? Ceiling(toSeconds, windowSeconds) : Floor(toSeconds, windowSeconds);
        if (windowSeconds <= MinuteSeconds || windowSeconds % MinuteSeconds != 0)
        {
            return new QueryPlan(null, new WindowRange(windowSeconds, wholeFrom, Math.Max(wholeFrom, wholeTo)), null, toSeconds);
        }

        long minutesFrom = Ceiling(fromSeconds, MinuteSeconds);
        long minutesTo = isOpen ? Ceiling(toSeconds, MinuteSeconds) : Floor(toSeconds, MinuteSeconds);
        long livesFrom = now.ToUnixTimeSeconds() - MinuteLifeSeconds;
        if (wholeFrom > wholeTo)
        {
            // It lies inside one window.
            return new QueryPlan(
                Edge(minutesFrom, minutesTo, livesFrom), new WindowRange(windowSeconds, wholeFrom, wholeFrom), null, toSeconds);
        }

        return new QueryPlan(
            Edge(minutesFrom, Math.Min(wholeFrom, minutesTo), livesFrom),
            new WindowRange(windowSeconds, wholeFrom, wholeTo),
            isOpen ? null : Edge(wholeTo, minutesTo, livesFrom),
            toSeconds);
    }

    /// <summary>The same without the minutes of an edge that turned out not to be there.</summary>
    public QueryPlan Without(WindowRange edge) => this with { Start = Start == edge ? null : Start, End = End == edge ? null : End };

    private static WindowRange? Edge(long from, long to, long livesFrom) =>
        from < to && from >= livesFrom ? new WindowRange(MinuteSeconds, from, to) : null;

    private static long Floor(long value, long step) => value - (value % step);

    private static long Ceiling(long value, long step) => Floor(value + step - 1, step);
}
