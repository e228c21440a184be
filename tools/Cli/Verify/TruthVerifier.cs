using LogFunctions.Core.Windows;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Verify;

/// <summary>Which reject rows belong to a run: rejects are counted by arrival, which only the run's own clock limits.</summary>
internal enum RejectScope
{
    /// <summary>Those that arrived while the run went on.</summary>
    Run,

    /// <summary>All there are: the table holds nothing else.</summary>
    All,

    /// <summary>None: rejects are not compared.</summary>
    Ignore,
}

/// <summary>
/// Compares a truth file with the rows of table Windows: every cell of every window, windows and values that should not be
/// there, and rejects. Reads in pieces, so memory follows <see cref="CellsPerPiece"/>, not the length of the run.
/// </summary>
internal sealed class TruthVerifier(WindowReader reader)
{
    /// <summary>Differences kept; more are only counted.</summary>
    public const int MaxDifferences = 1_000;

    private const int CellsPerPiece = 20_000;
    private const int ArrivalSlackSeconds = 60;

    private static readonly Dimension[] s_dimensions = [Dimension.All, Dimension.Endpoint, Dimension.Region, Dimension.Status];

    /// <summary>One comparison with what the rows hold now.</summary>
    public async Task<Verification> VerifyAsync(TruthFile truth, RejectScope rejects, CancellationToken cancellationToken)
    {
        var found = new Findings();
        foreach (IGrouping<int, TruthWindow> size in truth.Windows.GroupBy(window => window.WindowSeconds))
        {
            TruthWindow[] windows = [.. size.OrderBy(window => window.Start)];
            for (int first = 0; first < windows.Length;)
            {
                int end = EndOfPiece(windows, first);
                await VerifyPieceAsync(windows[first..end], end < windows.Length ? windows[end].Start : null, found, cancellationToken);
                first = end;
            }
        }

        if (rejects != RejectScope.Ignore)
        {
            await VerifyRejectsAsync(truth, rejects, found, cancellationToken);
        }

        return found.ToVerification();
    }

    private static int EndOfPiece(TruthWindow[] windows, int first)
    {
        int cells = 0;
        int end = first;
        while (end < windows.Length && (end == first || cells + windows[end].Cells.Count <= CellsPerPiece))
        {
            cells += windows[end++].Cells.Count;
        }

        return end;
    }

    /// <summary>
    /// Windows of one size next to each other, with the gaps between them and up to the next piece: there must be no rows in gaps.
    /// </summary>
    private async Task VerifyPieceAsync(
        TruthWindow[] windows, DateTimeOffset? nextStart, Findings found, CancellationToken cancellationToken)
    {
        int windowSeconds = windows[0].WindowSeconds;
        var comparisons = windows.ToDictionary(window => window.Start.ToUnixTimeSeconds(), window => new WindowComparison(window));
        long to = nextStart?.ToUnixTimeSeconds() ?? windows[^1].Start.ToUnixTimeSeconds() + windowSeconds;
        var range = new WindowRange(windowSeconds, windows[0].Start.ToUnixTimeSeconds(), to);
        ILookup<string, string> expected = windows.SelectMany(window => window.Cells).Select(
            cell => (cell.Dimension, cell.Value)).Distinct()
            .Where(cell => cell.Value != TruthDimension.Attack).ToLookup(cell => cell.Dimension, cell => cell.Value);
        await foreach (WindowRow row in reader.StreamAsync(s_dimensions, range, cancellationToken, dimension => expected[dimension.Name()]))
        {
            if (comparisons.TryGetValue(row.Window.StartSeconds, out WindowComparison? comparison))
            {
                comparison.Add(row);
            }
            else
            {
                found.Add(new Difference(
                    windowSeconds,
                    DateTimeOffset.FromUnixTimeSeconds(row.Window.StartSeconds),
                    row.Dimension.Name(),
                    row.Value,
                    "requests",
                    0,
                    row.Cell.Requests));
            }
        }

        foreach (WindowComparison comparison in comparisons.Values)
        {
            foreach (Difference difference in comparison.Compare())
            {
                found.Add(difference);
            }

            found.FoldedLines += comparison.FoldedLines;
        }

        found.ComparedCells += windows.Sum(window => window.Cells.Count);
    }

    private async Task VerifyRejectsAsync(TruthFile truth, RejectScope scope, Findings found, CancellationToken cancellationToken)
    {
        int windowSeconds = truth.Windows.Select(window => window.WindowSeconds).DefaultIfEmpty(60).Min();
        WindowRange range = scope == RejectScope.All
            ? WindowRange.Everything(windowSeconds)
            : WindowRange.Covering(
                windowSeconds, truth.StartedAt.ToUnixTimeSeconds(), truth.EndedAt.ToUnixTimeSeconds() + ArrivalSlackSeconds);
        IReadOnlyList<RangeAggregate> rows = await reader.TotalsAsync(Dimension.Reject, range, cancellationToken);
        foreach ((string reason, long expected) in truth.Rejects.ByReason)
        {
            // Lines whose reason is open may come on top.
            long actual = rows.FirstOrDefault(row => row.Value == reason)?.Cell.Requests ?? 0;
            if (actual < expected || actual > expected + truth.Rejects.ReasonOpen)
            {
                found.Add(new Difference(windowSeconds, truth.StartedAt, "reject", reason, "requests", expected, actual));
            }
        }

        long total = rows.Sum(row => row.Cell.Requests);
        if (total != truth.Rejects.Total)
        {
            found.Add(new Difference(windowSeconds, truth.StartedAt, "reject", "(all reasons)", "requests", truth.Rejects.Total, total));
        }
    }

    private sealed class Findings
    {
        private readonly List<Difference> _differences = [];
        private long _count;

        public int ComparedCells { get; set; }

        public long FoldedLines { get; set; }

        public void Add(Difference difference)
        {
            _count++;
            if (_differences.Count < MaxDifferences)
            {
                _differences.Add(difference);
            }
        }

        public Verification ToVerification() => new(
            [.. _differences.OrderBy(d => d.WindowSeconds).ThenBy(d => d.Start).ThenBy(d => d.Dimension, StringComparer.Ordinal).ThenBy(
                d => d.Value, StringComparer.Ordinal)],
            _count,
            ComparedCells,
            FoldedLines);
    }
}
