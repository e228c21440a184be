using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// Which values this process has put into the catalog, and until when that holds, so that a value costs one catalog write
/// per process and day instead of one per row. Bounded: full, it forgets everything and learns again. Thread-safe.
/// </summary>
internal sealed class CatalogMemory(int maxValues)
{
    /// <summary>
    /// Step of <see cref="TableSchema.SeenUntil"/>, seconds. A day keeps questions about the last days from asking for
    /// values that were last seen before; it costs one write per value, process and day beside the 1,464 rows
    /// that a value has per shard and day.
    /// </summary>
    public const long PeriodSeconds = 86_400;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Dimension Dimension, string Value), long> _seenUntil = [];

    /// <summary>
    /// Start of the period after the one of now (or of the window, when that is in the future). Of the clock, not of the
    /// segment: a segment that waited in an outbox for days must not take the catalog back behind what others wrote.
    /// </summary>
    public static long SeenUntilSeconds(WindowKey window, long nowSeconds) =>
        ((Math.Max(window.EndSeconds, nowSeconds) / PeriodSeconds) + 1) * PeriodSeconds;

    /// <summary>True when the catalog row is known to hold at least this.</summary>
    public bool Knows(Dimension dimension, string value, long seenUntilSeconds)
    {
        lock (_lock)
        {
            return _seenUntil.TryGetValue((dimension, value), out long known) && known >= seenUntilSeconds;
        }
    }

    /// <summary>To be called when the catalog row is stored, not before.</summary>
    public void Remember(Dimension dimension, string value, long seenUntilSeconds)
    {
        lock (_lock)
        {
            if (_seenUntil.Count >= maxValues && !_seenUntil.ContainsKey((dimension, value)))
            {
                _seenUntil.Clear();
            }

            _seenUntil[(dimension, value)] = seenUntilSeconds;
        }
    }
}
