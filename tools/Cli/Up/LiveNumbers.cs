using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>What was counted up to this second, of the newest windows.</summary>
internal sealed record LiveNumbers
{
    /// <summary>The windows that <see cref="All"/> and <see cref="Endpoints"/> are of; the last one holds the present.</summary>
    public required WindowRange Range { get; init; }

    /// <summary>Seconds from the start of <see cref="Range"/> to now: what rates are per.</summary>
    public required double Seconds { get; init; }

    /// <summary>All requests of the range.</summary>
    public required Cell All { get; init; }

    /// <summary>Its endpoints, most requests first.</summary>
    public required IReadOnlyList<RangeAggregate> Endpoints { get; init; }

    /// <summary>Its regions, most requests first.</summary>
    public IReadOnlyList<RangeAggregate> Regions { get; init; } = [];

    /// <summary>Its statuses, most requests first.</summary>
    public IReadOnlyList<RangeAggregate> Statuses { get; init; } = [];

    /// <summary>
    /// All requests by window, oldest first, of a longer time than the range; an empty cell where there are none. For curves.
    /// </summary>
    public required IReadOnlyList<WindowAggregate> Series { get; init; }

    /// <summary>Windows that still take lines.</summary>
    public required IReadOnlyList<WindowKey> OpenWindows { get; init; }

    /// <summary>The newest window that is complete; null when there is none yet.</summary>
    public required WindowAggregate? Complete { get; init; }

    /// <summary>Endpoints of <see cref="Complete"/>.</summary>
    public required int CompleteEndpointCount { get; init; }
}
