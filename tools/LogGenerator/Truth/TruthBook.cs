using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Truth;

/// <summary>
/// Collects what all producers counted. A window is finished (quantiles computed, counts per value dropped) once every producer
/// has passed it, so memory follows the open windows, not the length of the run. Thread-safe.
/// </summary>
internal sealed class TruthBook
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int WindowSeconds, long Start), WindowCounts> _open = [];
    private readonly List<TruthWindow> _finished = [];
    private readonly int[] _windowSeconds;
    private readonly long[] _passed;
    private readonly List<RecorderTotals> _totals = [];
    private readonly int _baseSeconds;

    /// <param name="windowSeconds">Window sizes, each a multiple of the smallest.</param>
    public TruthBook(TrafficModel model, IReadOnlyList<string> formats, IReadOnlyList<int> windowSeconds, int producers)
    {
        Formats = formats;
        Layout = new TruthLayout(model, formats);
        AttackEndpoint = model.AttackEndpoint;
        _windowSeconds = [.. windowSeconds.Order()];
        _baseSeconds = _windowSeconds[0];
        if (_baseSeconds <= 0 || _windowSeconds.Any(seconds => seconds % _baseSeconds != 0))
        {
            throw new ArgumentException($"Window sizes are {string.Join(", ", _windowSeconds)} s; each must be a multiple of the smallest.", nameof(windowSeconds));
        }

        MaxLatenessMs = LatenessOf(model.Profile.Nastiness);
        _passed = new long[producers];
        Array.Fill(_passed, long.MinValue);
    }

    public IReadOnlyList<string> Formats { get; }

    public TruthLayout Layout { get; }

    public int AttackEndpoint { get; }

    /// <summary>No line lies further back than this from its block.</summary>
    public long MaxLatenessMs { get; }

    /// <summary>Start of the smallest window that holds an event time.</summary>
    public long BaseWindowOf(long timestampMs) => FloorTo(FloorTo(timestampMs, 1000) / 1000, _baseSeconds);

    /// <summary>Adds a window of the smallest size.</summary>
    public void Merge(WindowCounts window)
    {
        lock (_lock)
        {
            MergeInto(_baseSeconds, window);
        }
    }

    /// <summary>The producer will not touch windows that end at or before <paramref name="seconds"/>.</summary>
    public void Pass(int producer, long seconds)
    {
        lock (_lock)
        {
            _passed[producer] = seconds;
            FinishUntil(_passed.Min());
        }
    }

    /// <summary>The producer is done.</summary>
    public void Finish(int producer, RecorderTotals totals)
    {
        lock (_lock)
        {
            _totals.Add(totals);
            _passed[producer] = long.MaxValue;
            FinishUntil(_passed.Min());
        }
    }

    /// <summary>The windows; complete once every producer is done.</summary>
    public IReadOnlyList<TruthWindow> Windows()
    {
        lock (_lock)
        {
            return [.. _finished.OrderBy(window => window.WindowSeconds).ThenBy(window => window.Start)];
        }
    }

    /// <summary>Totals over all finished producers.</summary>
    public (LineTotals Lines, NastinessTotals Nastiness, RejectTotals Rejects) Totals()
    {
        lock (_lock)
        {
            long Kind(LineKind kind) => _totals.Sum(total => total.ByKind[(int)kind]);
            long Time(TimeKind kind) => _totals.Sum(total => total.ByTime[(int)kind]);
            var nastiness = new NastinessTotals
            {
                BadTimestamp = Kind(LineKind.BadTimestamp),
                BadStatus = Kind(LineKind.BadStatus),
                Truncated = Kind(LineKind.Truncated),
                Text = Kind(LineKind.Text),
                Binary = Kind(LineKind.Binary),
                Oversize = Kind(LineKind.Oversize),
                Blank = Kind(LineKind.Blank),
                Duplicate = _totals.Sum(total => total.Duplicates),
                Late = Time(TimeKind.Late),
                Future = Time(TimeKind.Future),
                OutOfOrder = Time(TimeKind.OutOfOrder),
                Attack = _totals.Sum(total => total.Attacks),
            };
            long emitted = _totals.Sum(total => total.ByKind.Sum());
            long rejected = emitted - Kind(LineKind.Normal) - Kind(LineKind.Blank);
            var byReason = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach ((string reason, long count) in _totals.SelectMany(total => total.Rejects))
            {
                byReason[reason] = byReason.GetValueOrDefault(reason) + count;
            }

            var lines = new LineTotals(emitted, Kind(LineKind.Normal), rejected, Kind(LineKind.Blank), _totals.Sum(total => total.Bytes));
            return (lines, nastiness, new RejectTotals(rejected, byReason, _totals.Sum(total => total.ReasonOpen)));
        }
    }

    private void MergeInto(int windowSeconds, WindowCounts window)
    {
        long start = FloorTo(window.StartSeconds, windowSeconds);
        if (!_open.TryGetValue((windowSeconds, start), out WindowCounts? sum))
        {
            sum = new WindowCounts(start, Layout);
            _open.Add((windowSeconds, start), sum);
        }

        sum.Merge(window);
    }

    /// <summary>Smallest windows first: finishing one feeds the larger ones.</summary>
    private void FinishUntil(long seconds)
    {
        foreach (int windowSeconds in _windowSeconds)
        {
            long[] ready = [.. _open.Keys.Where(key => key.WindowSeconds == windowSeconds && key.Start + windowSeconds <= seconds).Select(key => key.Start)];
            foreach (long start in ready)
            {
                _open.Remove((windowSeconds, start), out WindowCounts? window);
                _finished.Add(new TruthWindow(windowSeconds, DateTimeOffset.FromUnixTimeSeconds(start), window!.Finish()));
                if (windowSeconds == _baseSeconds)
                {
                    foreach (int larger in _windowSeconds.AsSpan(1))
                    {
                        MergeInto(larger, window);
                    }
                }
            }
        }
    }

    private static long LatenessOf(Profiles.NastinessProfile nastiness)
    {
        double late = nastiness.Late > 0 ? nastiness.LateMax.TotalMilliseconds : 0;
        double disorder = nastiness.OutOfOrder > 0 ? nastiness.OutOfOrderMax.TotalMilliseconds : 0;
        return (long)Math.Ceiling(Math.Max(late, disorder)) + 1;
    }

    private static long FloorTo(long value, long step) => value - (((value % step) + step) % step);
}
