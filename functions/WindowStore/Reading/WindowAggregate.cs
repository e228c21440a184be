using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>Everything that was counted for one value in one window: all shards and segments added up.</summary>
/// <param name="Window">The window.</param>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">The value; text from a log, to be escaped wherever it is shown.</param>
/// <param name="Cell">The sums; the caller's own.</param>
public sealed record WindowAggregate(WindowKey Window, Dimension Dimension, string Value, Cell Cell);
