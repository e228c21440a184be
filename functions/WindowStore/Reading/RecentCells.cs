using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>What <see cref="RecentWindows"/> saw.</summary>
/// <param name="Range">The windows that were looked at, those without any line too.</param>
/// <param name="Cells">What was counted, in order of window, dimension and value. To be read, not changed.</param>
/// <param name="OpenWindows">Those of the windows that still take lines, in order.</param>
/// <param name="Positions">How far each shard was counted.</param>
public sealed record RecentCells(
    WindowRange Range, IReadOnlyList<WindowAggregate> Cells, IReadOnlyList<WindowKey> OpenWindows, IReadOnlyList<ShardPosition> Positions);
