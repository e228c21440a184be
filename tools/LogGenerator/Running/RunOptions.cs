using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.LogGenerator.Running;

/// <summary>One run of a profile.</summary>
public sealed record RunOptions
{
    /// <summary>What to generate.</summary>
    public required TrafficProfile Profile { get; init; }

    /// <summary>Same seed, profile, formats and start: same lines, whatever the number of producers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Names of <see cref="Formats.FormatCatalog"/>; with several, each line draws one.</summary>
    public IReadOnlyList<string> Formats { get; init; } = ["json"];

    /// <summary>Generating tasks, 1..64.</summary>
    public int Producers { get; init; } = 1;

    /// <summary>Where the run ends; without limits it runs until it is cancelled.</summary>
    public RunLimits Limits { get; init; }

    /// <summary>Ends after so many bytes of lines (rounded up to a block); null = not by bytes.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>First event time; null = now minus <see cref="Backfill"/>. Rounded down to a whole second.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Event time starts this much before now and is caught up at full speed; then the run goes on live.</summary>
    public TimeSpan Backfill { get; init; }

    /// <summary>
    /// Event time per wall time; 1 = live, infinite = as fast as the sink takes it. The clock is open-loop: a slow sink does not
    /// lower the demand, it falls behind, and how far is reported.
    /// </summary>
    public double Speed { get; init; } = 1;

    /// <summary>Window sizes of the truth in seconds, each a multiple of the smallest; empty = count no truth.</summary>
    public IReadOnlyList<int> TruthWindowSeconds { get; init; } = [60, 3600];

    /// <summary>How often progress is reported.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
