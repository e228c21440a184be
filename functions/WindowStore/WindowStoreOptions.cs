namespace LogFunctions.WindowStore;

/// <summary>Where the rows go, how long they live, and how patient the store is. Immutable; the defaults are the deployed ones.</summary>
public sealed record WindowStoreOptions
{
    /// <summary>Table of the shard ledgers (key <c>pk</c>).</summary>
    public string LedgerTable { get; init; } = "Ledger";

    /// <summary>Table of window rows and catalog (keys <c>pk</c>, <c>sk</c>; TTL attribute <c>expiresAt</c>).</summary>
    public string WindowsTable { get; init; } = "Windows";

    /// <summary>Life of rows of windows shorter than an hour, days, at least 1; default 7.</summary>
    public int MinuteRowTtlDays { get; init; } = 7;

    /// <summary>Life of rows of windows of an hour and longer, days, at least 1; default 400.</summary>
    public int HourRowTtlDays { get; init; } = 400;

    /// <summary>Requests in flight per publish, each with up to 25 rows, 1..64; default 8. It bounds memory, too.</summary>
    public int PublishParallelism { get; init; } = 8;

    /// <summary>
    /// Values this process remembers as listed in the catalog, at least 1; default 50,000. Past it the memory starts anew.
    /// </summary>
    public int CatalogMemoryValues { get; init; } = 50_000;

    /// <summary>
    /// Requests in a segment from which on a value is listed whatever else is; fewer make it a rare one. At least 1; default 10.
    /// </summary>
    public int CatalogMinRequests { get; init; } = 10;

    /// <summary>
    /// Rare values that a process lists per window size and period (an hour for windows under an hour, else a day), 0 or more; default
    /// 4,000: more than a site has, less than a scanner makes. Those that are not listed have rows; lists count them under
    /// <c>(other)</c>.
    /// </summary>
    public int CatalogRareValues { get; init; } = 4_000;

    /// <summary>First backoff ceiling; doubles with every attempt. Default 25 ms.</summary>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Largest backoff ceiling. Default 2 s.</summary>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long an operation is retried without any progress before it fails, whatever the caller's patience. Default 60 s.
    /// </summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When a row of a window of this size stops to exist, seconds since the Unix epoch.</summary>
    /// <remarks>
    /// A life after the window's end, so that all rows of a window end together. When it is frozen half a life or more after its end, as
    /// many halves are added as have passed: a replay of old logs does not expire at once. Everything it is made of is in the segment:
    /// publishing again gives the same bytes.
    /// </remarks>
    public long ExpiresAtSeconds(Core.Windows.WindowKey window, long frozenAtSeconds)
    {
        long lifeSeconds = (window.WindowSeconds >= 3600 ? HourRowTtlDays : MinuteRowTtlDays) * 86_400L;
        long halfLifeSeconds = lifeSeconds / 2;
        long halvesPassed = Math.Max(0, frozenAtSeconds - window.EndSeconds) / halfLifeSeconds;
        return window.EndSeconds + lifeSeconds + (halvesPassed * halfLifeSeconds);
    }

    /// <summary>Throws when a value is out of its range; says which and what is allowed.</summary>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(LedgerTable);
        ArgumentException.ThrowIfNullOrWhiteSpace(WindowsTable);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinuteRowTtlDays, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HourRowTtlDays, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PublishParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PublishParallelism, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(CatalogMemoryValues, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CatalogMinRequests, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(CatalogRareValues);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryBaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryMaxDelay, RetryBaseDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryLimit, TimeSpan.Zero);
    }
}
