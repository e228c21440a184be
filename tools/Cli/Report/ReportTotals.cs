using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;

namespace LogFunctions.Cli.Report;

/// <summary>
/// What was counted: totals by value, the course over time, rejects by reason. Totals of parts merge exactly, in any order. Not thread-safe.
/// </summary>
/// <param name="isWanted">Whether an endpoint belongs to the report; null = every line does.</param>
internal sealed class ReportTotals(Func<string, bool>? isWanted = null)
{
    /// <summary>Endpoints, and regions, that are kept apart; further ones count under <c>(other)</c>, as in a window of the stream.</summary>
    public const int MaxValues = 200_000;

    private readonly Dictionary<string, Cell> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Cell> _regions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Cell> _statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Cell> _series = [];
    private readonly long[] _rejects = new long[RejectReasonNames.Count];

    /// <summary>Every accepted line (of the wanted endpoints).</summary>
    public Cell All { get; } = new();

    public IReadOnlyDictionary<string, Cell> Endpoints => _endpoints;

    /// <summary>Empty when only some endpoints are wanted: regions are not counted by endpoint.</summary>
    public IReadOnlyDictionary<string, Cell> Regions => _regions;

    /// <summary>By exact status; empty when only some endpoints are wanted.</summary>
    public IReadOnlyDictionary<string, Cell> Statuses => _statuses;

    /// <summary>By start of a step, seconds since the Unix epoch.</summary>
    public IReadOnlyDictionary<long, Cell> Series => _series;

    /// <summary>Rejected lines by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> Rejects => _rejects;

    public long RejectedLines => _rejects.Sum();

    /// <summary>Event time of the first line; <see cref="long.MaxValue"/> = there is none.</summary>
    public long FirstMs { get; set; } = long.MaxValue;

    /// <summary>Event time of the last line; <see cref="long.MinValue"/> = there is none.</summary>
    public long LastMs { get; set; } = long.MinValue;

    /// <summary>Length of the steps of <see cref="Series"/>, seconds; it only grows.</summary>
    public int StepSeconds { get; private set; } = 1;

    /// <summary>Lines of accepted times that lie outside the wanted period.</summary>
    public long LinesOutside { get; set; }

    public void CountReject(RejectReason reason) => _rejects[(int)reason]++;

    /// <summary>Makes the steps longer; the counts move along.</summary>
    /// <param name="seconds">A multiple of the present length.</param>
    public void WidenSteps(int seconds)
    {
        if (seconds <= StepSeconds)
        {
            return;
        }

        KeyValuePair<long, Cell>[] narrow = [.. _series];
        _series.Clear();
        StepSeconds = seconds;
        foreach ((long start, Cell cell) in narrow)
        {
            AddStep(start, cell);
        }
    }

    /// <summary>Adds the cells of a window that is not longer than a step.</summary>
    public void Add(Segment window)
    {
        foreach (WindowCell cell in window.Cells)
        {
            switch (cell.Dimension)
            {
                case Dimension.Endpoint when isWanted is null || isWanted(cell.Value):
                    CellOf(_endpoints, cell.Value).Merge(cell.Cell);
                    if (isWanted is not null)
                    {
                        All.Merge(cell.Cell);
                        AddStep(window.Window.StartSeconds, cell.Cell);
                    }

                    break;
                case Dimension.All when isWanted is null:
                    All.Merge(cell.Cell);
                    AddStep(window.Window.StartSeconds, cell.Cell);
                    break;
                case Dimension.Region when isWanted is null:
                    CellOf(_regions, cell.Value).Merge(cell.Cell);
                    break;
                case Dimension.Status when isWanted is null:
                    CellOf(_statuses, cell.Value).Merge(cell.Cell);
                    break;
            }
        }
    }

    /// <summary>Adds what another part counted.</summary>
    public void Merge(ReportTotals other)
    {
        WidenSteps(other.StepSeconds);
        All.Merge(other.All);
        Merge(_endpoints, other._endpoints);
        Merge(_regions, other._regions);
        Merge(_statuses, other._statuses);
        foreach ((long start, Cell cell) in other._series)
        {
            AddStep(start, cell);
        }

        for (int i = 0; i < _rejects.Length; i++)
        {
            _rejects[i] += other._rejects[i];
        }

        FirstMs = Math.Min(FirstMs, other.FirstMs);
        LastMs = Math.Max(LastMs, other.LastMs);
        LinesOutside += other.LinesOutside;
    }

    private void AddStep(long startSeconds, Cell cell)
    {
        long start = startSeconds - (startSeconds % StepSeconds);
        if (!_series.TryGetValue(start, out Cell? step))
        {
            _series.Add(start, step = new Cell());
        }

        step.Merge(cell);
    }

    private static void Merge(Dictionary<string, Cell> cells, Dictionary<string, Cell> others)
    {
        foreach ((string value, Cell cell) in others)
        {
            CellOf(cells, value).Merge(cell);
        }
    }

    private static Cell CellOf(Dictionary<string, Cell> cells, string value)
    {
        if (cells.TryGetValue(value, out Cell? cell))
        {
            return cell;
        }

        if (cells.Count >= MaxValues && value != DimensionNames.Other)
        {
            return CellOf(cells, DimensionNames.Other);
        }

        cells.Add(value, cell = new Cell());
        return cell;
    }
}
