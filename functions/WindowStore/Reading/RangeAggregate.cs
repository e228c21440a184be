using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>Everything that was counted for one value in a range of windows.</summary>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">The value; text from a log, to be escaped wherever it is shown.</param>
/// <param name="Cell">The sums, with exact minimum and maximum and the merged sketch; the caller's own.</param>
/// <param name="WindowCount">Windows of the range that have rows.</param>
public sealed record RangeAggregate(Dimension Dimension, string Value, Cell Cell, int WindowCount);
