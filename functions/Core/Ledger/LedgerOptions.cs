namespace LogFunctions.Core.Ledger;

/// <summary>What a <see cref="ShardLedger"/> may hold and when it lets go of windows. Immutable; the defaults are those of the product.</summary>
public sealed record LedgerOptions
{
    /// <summary>
    /// Window lengths in seconds, ascending. The first is the base, in which lines are counted; the others are multiples of it and fed
    /// from base windows when those freeze.
    /// </summary>
    public IReadOnlyList<int> WindowSeconds { get; init; } = [60, 3600];

    /// <summary>How long after its end, in event time, a window still takes lines: seconds.</summary>
    public int AllowedLatenessSeconds { get; init; } = 30;

    /// <summary>Most endpoints and most regions per window; further ones count under <c>(other)</c>. Statuses and reject reasons are bounded by nature.</summary>
    public int MaxKeysPerWindow { get; init; } = 2000;

    /// <summary>Blob size from which on the largest windows are frozen early, bytes.</summary>
    public int LimitBytes { get; init; } = 300 * 1024;

    /// <summary>
    /// How soon after its arrival, at the earliest, the event source gives a record up, seconds. Between batches that are counted sooner than that nothing
    /// can be missing; 0 = between any.
    /// </summary>
    public int GiveUpAfterSeconds { get; init; } = 43_200;

    /// <summary>Most gaps that are remembered; the oldest are forgotten first.</summary>
    public int MaxGaps { get; init; } = 16;

    /// <summary>
    /// Blob size that must not be passed, bytes: <see cref="LimitBytes"/> and room for what is counted until the limit is noticed. An
    /// item of DynamoDB holds 400 KB with the names of its attributes.
    /// </summary>
    public int HardLimitBytes => LimitBytes + (50 * 1024);

    /// <summary>Throws when the options contradict themselves.</summary>
    public void Validate()
    {
        if (WindowSeconds.Count == 0)
        {
            throw new ArgumentException("At least one window length is needed.");
        }

        for (int i = 0; i < WindowSeconds.Count; i++)
        {
            bool ascending = i == 0 ? WindowSeconds[0] > 0 : WindowSeconds[i] > WindowSeconds[i - 1];
            if (!ascending || WindowSeconds[i] % WindowSeconds[0] != 0)
            {
                throw new ArgumentException($"Window lengths must ascend and be multiples of the first; found {string.Join(",", WindowSeconds)} seconds.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(AllowedLatenessSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxKeysPerWindow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LimitBytes, 256);
        ArgumentOutOfRangeException.ThrowIfNegative(GiveUpAfterSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxGaps, 1);
    }
}
