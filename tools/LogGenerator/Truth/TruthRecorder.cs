using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Traffic;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.LogGenerator.Truth;

/// <summary>
/// Counts the lines one producer emitted. Windows that no later line can reach are handed to the shared <see cref="TruthBook"/>,
/// so that only windows within the greatest lateness stay open here. Not thread-safe.
/// </summary>
internal sealed class TruthRecorder
{
    private readonly TruthBook _book;
    private readonly int _producer;
    private readonly Dictionary<long, WindowCounts> _open = [];
    private readonly long[] _byKind = new long[Enum.GetValues<LineKind>().Length];
    private readonly long[] _byTime = new long[Enum.GetValues<TimeKind>().Length];
    private readonly string?[][] _reasons;
    private readonly Dictionary<string, long> _rejects = [];
    private long _passedSeconds = long.MinValue;
    private WindowCounts? _last;
    private long _reasonOpen;
    private long _duplicates;
    private long _attacks;
    private long _bytes;

    public TruthRecorder(TruthBook book, int producer)
    {
        _book = book;
        _producer = producer;
        _reasons = [.. book.Formats.Select(FormatCatalog.Create).Select(format => Enum.GetValues<LineKind>().Select(format.RejectReason).ToArray())];
    }

    /// <summary>Counts the lines of a block that was written.</summary>
    public void Record(in Block block, LineBatch batch)
    {
        Pass(block.SlotStartMs);
        _bytes += batch.ByteCount;
        ReadOnlySpan<Hit> hits = batch.Hits.AsSpan(0, batch.Count);
        foreach (ref readonly Hit hit in hits)
        {
            _byKind[(int)hit.Kind]++;
            _byTime[(int)hit.Time]++;
            _duplicates += hit.IsDuplicate ? 1 : 0;
            if (hit.Kind == LineKind.Normal)
            {
                _attacks += hit.Endpoint == _book.AttackEndpoint ? 1 : 0;
                WindowOf(hit.TimestampMs).Add(hit);
            }
            else if (hit.Kind != LineKind.Blank)
            {
                CountReject(hit);
            }
        }
    }

    /// <summary>Hands over everything; nothing may be recorded afterwards.</summary>
    public void Finish()
    {
        foreach (WindowCounts window in _open.Values)
        {
            _book.Merge(window);
        }

        _open.Clear();
        _book.Finish(_producer, new RecorderTotals(_byKind, _byTime, _rejects, _reasonOpen, _duplicates, _attacks, _bytes));
    }

    private void CountReject(in Hit hit)
    {
        if (_reasons[hit.Format][(int)hit.Kind] is { } reason)
        {
            _rejects[reason] = _rejects.GetValueOrDefault(reason) + 1;
        }
        else
        {
            _reasonOpen++;
        }
    }

    private WindowCounts WindowOf(long timestampMs)
    {
        long start = _book.BaseWindowOf(timestampMs);
        if (_last?.StartSeconds == start)
        {
            return _last;
        }

        if (!_open.TryGetValue(start, out WindowCounts? window))
        {
            window = new WindowCounts(start, _book.Layout);
            _open.Add(start, window);
        }

        return _last = window;
    }

    /// <summary>Hands over the windows that lie so far back that no line of this or a later block can fall into them.</summary>
    private void Pass(long slotStartMs)
    {
        long passed = _book.BaseWindowOf(slotStartMs - _book.MaxLatenessMs);
        if (passed <= _passedSeconds)
        {
            return;
        }

        _passedSeconds = passed;
        foreach (long start in _open.Keys.Where(start => start < passed).ToArray())
        {
            _open.Remove(start, out WindowCounts? window);
            _book.Merge(window!);
        }

        _last = null;
        _book.Pass(_producer, passed);
    }
}

/// <summary>One producer's totals besides the windows.</summary>
internal sealed record RecorderTotals(
    long[] ByKind, long[] ByTime, IReadOnlyDictionary<string, long> Rejects, long ReasonOpen, long Duplicates, long Attacks, long Bytes);
