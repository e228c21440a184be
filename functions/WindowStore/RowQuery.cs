using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>The rows of one value with a window start in [<paramref name="FromSeconds"/>, <paramref name="ToSeconds"/>).</summary>
/// <param name="WindowSeconds">Window size.</param>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">The value, as in <see cref="WindowRow.Value"/>.</param>
/// <param name="FromSeconds">First window start, seconds since the Unix epoch.</param>
/// <param name="ToSeconds">First window start that is not wanted.</param>
/// <param name="IsConsistent">Whether every row published before must be seen, at twice the price.</param>
public sealed record RowQuery(
    int WindowSeconds, Dimension Dimension, string Value, long FromSeconds, long ToSeconds, bool IsConsistent = false);
