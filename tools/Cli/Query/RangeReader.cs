using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>Reads what a plan names, and adds it up.</summary>
internal sealed class RangeReader(WindowReader reader)
{
    /// <summary>
    /// Leaves out edges whose minutes are not in the table: a stack may count in other sizes, or keep minutes for a shorter time.
    /// </summary>
    public async Task<QueryPlan> CheckAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        foreach (WindowRange edge in (WindowRange[])[.. new[] { plan.Start, plan.End }.OfType<WindowRange>()])
        {
            int seconds = plan.Whole.WindowSeconds;
            long from = edge.FromSeconds - (edge.FromSeconds % seconds);
            long minutes = await CountAsync(edge with { FromSeconds = from, ToSeconds = from + seconds }, cancellationToken);
            if (minutes == 0 && await CountAsync(new WindowRange(seconds, from, from + seconds), cancellationToken) > 0)
            {
                plan = plan.Without(edge);
            }
        }

        return plan;
    }

    /// <summary>Totals by value over all parts, in ordinal order.</summary>
    /// <param name="dimension">What is counted by.</param>
    /// <param name="plan">The parts.</param>
    /// <param name="where">Which values are wanted; null = all.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<RangeAggregate>> TotalsAsync(
        Dimension dimension, QueryPlan plan, Func<string, bool>? where, CancellationToken cancellationToken)
    {
        var totals = new SortedDictionary<string, RangeAggregate>(StringComparer.Ordinal);
        foreach (WindowRange part in plan.Parts)
        {
            foreach (RangeAggregate entry in await reader.TotalsAsync(dimension, part, cancellationToken, where))
            {
                if (totals.TryGetValue(entry.Value, out RangeAggregate? total))
                {
                    total.Cell.Merge(entry.Cell);
                    totals[entry.Value] = total with { WindowCount = total.WindowCount + entry.WindowCount };
                }
                else
                {
                    totals.Add(entry.Value, entry);
                }
            }
        }

        return [.. totals.Values];
    }

    /// <summary>The windows of one value; an edge is one entry, as long as it is.</summary>
    public async Task<IReadOnlyList<WindowAggregate>> WindowsAsync(
        Dimension dimension, string value, QueryPlan plan, CancellationToken cancellationToken)
    {
        List<WindowAggregate> windows = [];
        foreach (WindowRange part in plan.Parts)
        {
            if (part.WindowSeconds == plan.Whole.WindowSeconds)
            {
                windows.AddRange(await reader.ReadAsync(dimension, value, part, cancellationToken));
                continue;
            }

            RangeAggregate edge = await reader.TotalAsync(dimension, value, part, cancellationToken);
            if (edge.WindowCount > 0)
            {
                windows.Add(new WindowAggregate(
                    new WindowKey((int)(part.ToSeconds - part.FromSeconds), part.FromSeconds), dimension, value, edge.Cell));
            }
        }

        return windows;
    }

    private async Task<long> CountAsync(WindowRange range, CancellationToken cancellationToken) =>
        (await reader.TotalAsync(Dimension.All, DimensionNames.AllValue, range, cancellationToken)).Cell.Requests;
}
