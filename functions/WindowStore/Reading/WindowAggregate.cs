using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>Everything that was counted for one value in one window: all shards and segments added up.</summary>
/// <param name="Window">The window.</param>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">The value; text from a log, to be escaped wherever it is shown.</param>
/// <param name="Cell">The sums; the caller's own.</param>
public sealed record WindowAggregate(WindowKey Window, Dimension Dimension, string Value, Cell Cell);

/// <summary>Everything that was counted for one value in a range of windows.</summary>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">The value; text from a log, to be escaped wherever it is shown.</param>
/// <param name="Cell">The sums, with exact minimum and maximum and the merged sketch; the caller's own.</param>
/// <param name="WindowCount">Windows of the range that have rows.</param>
public sealed record RangeAggregate(Dimension Dimension, string Value, Cell Cell, int WindowCount);

/// <summary>What a list of the top values is ordered by, greatest first.</summary>
public enum TopBy
{
    /// <summary>Number of requests.</summary>
    Requests,

    /// <summary>Requests with status 400..599.</summary>
    Errors,

    /// <summary>95th percentile of latency; values without any latency come last.</summary>
    P95,

    /// <summary>99th percentile of latency; values without any latency come last.</summary>
    P99,

    /// <summary>Response bytes.</summary>
    Bytes,
}
