using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.DashboardWidget.Reading;

/// <summary>
/// Reads windows for the widget, live: ledgers are read at most once a second. What is long over is kept for <see cref="KeptFor"/> by a warm instance, so a refresh
/// reads the last windows only; lines that come later than that appear with the next reading. One request at a time, as Lambda has it.
/// </summary>
/// <param name="store">The tables.</param>
/// <param name="time">The clock.</param>
internal sealed class WindowSource(IWindowStore store, TimeProvider time)
{
    /// <summary>How long what is over is not read again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_ledgersKeptFor = TimeSpan.FromSeconds(1);

    /// <summary>Queries at once: a query is a few milliseconds of waiting.</summary>
    private const int ParallelQueries = 64;

    /// <summary>Ranges that are kept; the oldest goes.</summary>
    private const int KeptMax = 8;

    // Windows that ended so long ago are over but for late lines.
    private const int OverSeconds = 900;

    private readonly Dictionary<FoldKey, (DateTimeOffset ReadAt, IReadOnlyDictionary<string, ValueFold> Fold)> _kept = [];
    private LiveLedgers? _ledgers;
    private DateTimeOffset _ledgersReadAt;

    /// <summary>Everything of a dimension in a range, by value.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="value">One value; null = all.</param>
    /// <param name="range">The windows: the plan's own, or those before.</param>
    /// <param name="plan">Steps of the time series.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyDictionary<string, ValueFold>> FoldAsync(Dimension dimension, string? value, WindowRange range, ReadPlan plan, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        long over = now - OverSeconds - range.WindowSeconds;
        long cut = Math.Clamp(over - (over % range.WindowSeconds), range.FromSeconds, Math.Max(range.FromSeconds, range.ToSeconds));
        IReadOnlyDictionary<string, ValueFold> old = cut > range.FromSeconds
            ? await KeptAsync(dimension, value, range with { ToSeconds = cut }, plan, cancellationToken)
            : new Dictionary<string, ValueFold>();
        if (cut >= range.ToSeconds)
        {
            return old;
        }

        LiveLedgers ledgers = await LedgersAsync(cancellationToken);
        Dictionary<string, ValueFold> sum = await ReadAsync(dimension, value, range with { FromSeconds = cut }, plan, ledgers, cancellationToken);
        foreach ((string name, ValueFold fold) in old)
        {
            sum[name] = sum.TryGetValue(name, out ValueFold? recent) ? fold.Plus(recent) : fold;
        }

        return sum;
    }

    private async Task<IReadOnlyDictionary<string, ValueFold>> KeptAsync(Dimension dimension, string? value, WindowRange range, ReadPlan plan, CancellationToken cancellationToken)
    {
        var key = new FoldKey(dimension, value, range, plan.Current.FromSeconds, plan.BinSeconds);
        DateTimeOffset now = time.GetUtcNow();
        if (_kept.TryGetValue(key, out var kept) && now - kept.ReadAt < KeptFor)
        {
            return kept.Fold;
        }

        Dictionary<string, ValueFold> fold = await ReadAsync(dimension, value, range, plan, live: null, cancellationToken);
        _kept[key] = (now, fold);
        if (_kept.Count > KeptMax)
        {
            _kept.Remove(_kept.MinBy(pair => pair.Value.ReadAt).Key);
        }

        return fold;
    }

    private async Task<Dictionary<string, ValueFold>> ReadAsync(Dimension dimension, string? value, WindowRange range, ReadPlan plan, LiveLedgers? live, CancellationToken cancellationToken)
    {
        var reader = new WindowReader(store, ParallelQueries, live);
        var folds = new Dictionary<string, ValueFold>(StringComparer.Ordinal);
        if (value is not null)
        {
            foreach (WindowAggregate window in await reader.ReadAsync(dimension, value, range, cancellationToken))
            {
                Add(folds, window.Value, window.Cell, window.Window.StartSeconds, plan);
            }

            return folds;
        }

        await foreach (WindowRow row in reader.StreamAsync([dimension], range, cancellationToken))
        {
            Add(folds, row.Value, row.Cell, row.Window.StartSeconds, plan);
        }

        return folds;
    }

    private static void Add(Dictionary<string, ValueFold> folds, string value, Cell cell, long startSeconds, ReadPlan plan)
    {
        if (!folds.TryGetValue(value, out ValueFold? fold))
        {
            folds.Add(value, fold = new ValueFold(plan.BinCount));
        }

        fold.Add(cell, plan.BinOf(startSeconds));
    }

    private async Task<LiveLedgers> LedgersAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_ledgers is null || now - _ledgersReadAt >= s_ledgersKeptFor)
        {
            _ledgers = await LiveLedgers.ReadAsync(store, cancellationToken);
            _ledgersReadAt = now;
        }

        return _ledgers;
    }

    private sealed record FoldKey(Dimension Dimension, string? Value, WindowRange Range, long FromSeconds, long BinSeconds);
}
