using LogFunctions.Core.Windows;

namespace LogFunctions.Aggregator;

/// <summary>
/// Which endpoints have metrics of their own: those with most requests, older requests counting less, and those that have them already keep them unless another
/// is half as busy again. So the same few are named by every shard and from window to window, for each new name costs. Bounded: at most
/// <see cref="KnownMax"/> endpoints are known. Not thread-safe.
/// </summary>
/// <param name="count">How many there are at most.</param>
internal sealed class BusiestEndpoints(int count)
{
    /// <summary>Endpoints that are remembered; of more, the least busy are forgotten.</summary>
    public const int KnownMax = 4096;

    /// <summary>What a window before counts for in this one.</summary>
    private const double Decay = 0.9;

    private const double Lead = 1.5;

    private readonly Dictionary<string, double> _busy = new(StringComparer.Ordinal);
    private HashSet<string> _chosen = new(StringComparer.Ordinal);

    /// <summary>Takes a window's endpoints into account.</summary>
    /// <returns>Those that have metrics of their own; of this window or not.</returns>
    public IReadOnlySet<string> Choose(IEnumerable<WindowCell> cells)
    {
        foreach (string endpoint in _busy.Keys.ToArray())
        {
            _busy[endpoint] *= Decay;
        }

        foreach (WindowCell cell in cells.Where(IsEndpoint))
        {
            _busy[cell.Value] = _busy.GetValueOrDefault(cell.Value) + cell.Cell.Requests;
        }

        foreach (string least in _busy.OrderBy(pair => pair.Value).Take(_busy.Count - KnownMax).Select(pair => pair.Key).ToArray())
        {
            _busy.Remove(least);
        }

        // Equal ones by name, so that instances agree.
        _chosen = _busy.OrderByDescending(pair => pair.Value * (_chosen.Contains(pair.Key) ? Lead : 1)).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(count).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        return _chosen;
    }

    // What stands for many is no endpoint.
    private static bool IsEndpoint(WindowCell cell) => cell.Dimension == Dimension.Endpoint && cell.Value is not (DimensionNames.Other or DimensionNames.NoEndpoint);
}
