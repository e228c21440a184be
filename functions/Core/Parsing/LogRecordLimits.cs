namespace LogFunctions.Core.Parsing;

/// <summary>What a <see cref="LogRecord"/> may hold. Chosen so that sums over a window cannot overflow 64 bits by accident.</summary>
public static class LogRecordLimits
{
    /// <summary>9999-12-31T23:59:59.999Z; the smallest is 0, 1970-01-01T00:00:00Z.</summary>
    public const long MaxTimestampMs = 253_402_300_799_999;

    /// <summary>10^12 us = 11.6 days: longer than any request, and nine million of them still add up in a long.</summary>
    public const long MaxLatencyUs = 1_000_000_000_000;

    /// <summary>10 TB in one response.</summary>
    public const long MaxResponseBytes = 10_000_000_000_000;

    /// <summary>Highest status; the lowest is 0 = none.</summary>
    public const int MaxStatus = 999;

    /// <summary>A longer region is cut here.</summary>
    public const int MaxRegionBytes = 64;
}
