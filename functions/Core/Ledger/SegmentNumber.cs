namespace LogFunctions.Core.Ledger;

/// <summary>
/// Numbers of segments: microseconds of the clock when they were frozen, or one more than the last. They only ever grow, also when a ledger
/// was lost, deleted or restored from a backup: rows that are published are not overwritten by what is frozen later.
/// </summary>
internal static class SegmentNumber
{
    private const int PerMs = 1000;

    /// <param name="last">Number of the segment before; 0 = there was none.</param>
    /// <param name="nowMs">Clock, milliseconds since the epoch.</param>
    public static long After(long last, long nowMs) => Math.Max(last + 1, nowMs * PerMs);
}
