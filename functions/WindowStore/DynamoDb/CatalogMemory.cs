using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// Which values this process has listed, per window size and period, so that a value costs a few bytes per process and period instead of
/// one put per row; it outlives invocations. It also bounds how many rare values a period may list. Bounded: full, it forgets everything
/// and learns again. Thread-safe.
/// </summary>
/// <param name="maxValues">Values that are remembered, all periods together.</param>
/// <param name="rareValues">Rare values that may be listed per window size and period.</param>
internal sealed class CatalogMemory(int maxValues, int rareValues)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int WindowSeconds, long PeriodSeconds), Period> _periods = [];
    private int _count;

    /// <summary>
    /// Whether a value is to be listed now; if so, it is noted as listed until then. A rare value is listed only while the period's bound
    /// is not reached.
    /// </summary>
    /// <param name="window">The window it has a row in.</param>
    /// <param name="dimension">The dimension.</param>
    /// <param name="value">The value as it is stored.</param>
    /// <param name="isRare">Whether the bound applies to it.</param>
    /// <param name="rowExpiresAtSeconds">When the row ends: the list must live as long.</param>
    /// <param name="listExpiresAtSeconds">When the list ends.</param>
    public bool TryTake(
        WindowKey window, Dimension dimension, string value, bool isRare, long rowExpiresAtSeconds, long listExpiresAtSeconds)
    {
        lock (_lock)
        {
            Period period = PeriodOf(window);
            bool isKnown = period.ListedUntil.TryGetValue((dimension, value), out long listedUntilSeconds);
            if (isKnown && listedUntilSeconds >= rowExpiresAtSeconds)
            {
                return false;
            }

            if (isRare && !isKnown && ++period.RareValues > rareValues)
            {
                return false;
            }

            if (!isKnown && ++_count > maxValues)
            {
                int rare = period.RareValues;
                Clear();
                period = PeriodOf(window);
                period.RareValues = rare;
                _count = 1;
            }

            period.ListedUntil[(dimension, value)] = listExpiresAtSeconds;
            return true;
        }
    }

    /// <summary>Forgets everything: a list that was noted did not get there.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            Clear();
        }
    }

    private void Clear()
    {
        _periods.Clear();
        _count = 0;
    }

    private Period PeriodOf(WindowKey window)
    {
        long periodSeconds = TableSchema.CatalogPeriodSeconds(window.WindowSeconds);
        (int, long) key = (window.WindowSeconds, window.StartSeconds / periodSeconds);
        if (!_periods.TryGetValue(key, out Period? period))
        {
            _periods.Add(key, period = new Period());
        }

        return period;
    }

    private sealed class Period
    {
        public Dictionary<(Dimension Dimension, string Value), long> ListedUntil { get; } = [];

        public int RareValues { get; set; }
    }
}
