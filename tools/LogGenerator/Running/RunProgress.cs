using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Truth;

namespace LogFunctions.LogGenerator.Running;

/// <summary>Where a run stands.</summary>
/// <param name="Elapsed">Wall time since the start.</param>
/// <param name="EventTime">Event time that has been emitted.</param>
/// <param name="WantedLinesPerSecond">Demand of the profile at this moment; infinite at unlimited speed.</param>
/// <param name="ReachedLinesPerSecond">Lines given to the sink per second since the last report.</param>
/// <param name="Lines">Lines given to the sink so far.</param>
/// <param name="BehindLines">Lines that should have been given by now and were not; until it is caught up, with those of the backfill.</param>
/// <param name="Lag">How far event time is behind where it should be; zero while the backfill is caught up.</param>
/// <param name="Sink">What the sink did.</param>
public sealed record RunProgress(
    TimeSpan Elapsed, DateTimeOffset EventTime, double WantedLinesPerSecond, double ReachedLinesPerSecond,
    long Lines, long BehindLines, TimeSpan Lag, SinkCounters Sink);

/// <summary>How a run went.</summary>
public sealed record RunReport
{
    /// <summary>Wall time of the run, flushing included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>First event time.</summary>
    public required DateTimeOffset EventStart { get; init; }

    /// <summary>Event time reached.</summary>
    public required DateTimeOffset EventEnd { get; init; }

    /// <summary>Lines emitted.</summary>
    public required long Lines { get; init; }

    /// <summary>Greatest time the run was behind its schedule; 0 when it kept up.</summary>
    public required TimeSpan MaxLag { get; init; }

    /// <summary>False when the run was cancelled before its limits.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>What the sink did.</summary>
    public required SinkCounters Sink { get; init; }

    /// <summary>What the lines were; null when no truth was counted.</summary>
    public required TruthFile? Truth { get; init; }
}
