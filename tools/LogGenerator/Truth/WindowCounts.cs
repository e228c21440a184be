using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Truth;

/// <summary>The cells of one window while it may still grow. Slots of endpoints, regions and statuses; empty ones cost nothing.</summary>
internal sealed class WindowCounts(long startSeconds, TruthLayout layout)
{
    private readonly CellCounts?[] _endpoints = new CellCounts?[layout.Endpoints.Count];
    private readonly CellCounts?[] _regions = new CellCounts?[layout.Regions.Count];
    private readonly Dictionary<int, CellCounts> _statuses = [];
    private CellCounts? _lastStatusCell;
    private int _lastStatus = -1;

    public long StartSeconds { get; } = startSeconds;

    public void Add(in Hit hit)
    {
        (_endpoints[hit.Endpoint] ??= new CellCounts()).Add(hit);
        (_regions[layout.RegionSlot(hit)] ??= new CellCounts()).Add(hit);
        StatusCell(hit.Status).Add(hit);
    }

    public void Merge(WindowCounts other)
    {
        Merge(_endpoints, other._endpoints);
        Merge(_regions, other._regions);
        foreach ((int status, CellCounts cell) in other._statuses)
        {
            StatusCell(status).Merge(cell);
        }
    }

    /// <summary>All cells, `all` included, in the order: all, endpoint, region, status; values in the layout's order.</summary>
    public IReadOnlyList<TruthCell> Finish()
    {
        var all = new CellCounts();
        foreach (CellCounts cell in _statuses.Values)
        {
            all.Merge(cell);
        }

        var cells = new List<TruthCell> { all.Finish(TruthDimension.All, TruthDimension.AllValue) };
        AddFinished(cells, TruthDimension.Endpoint, _endpoints, layout.Endpoints);
        AddFinished(cells, TruthDimension.Region, _regions, layout.Regions);
        foreach ((int status, CellCounts cell) in _statuses.OrderBy(entry => entry.Key))
        {
            cells.Add(cell.Finish(TruthDimension.Status, status.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)));
        }

        return cells;
    }

    private CellCounts StatusCell(int status)
    {
        if (status != _lastStatus)
        {
            if (!_statuses.TryGetValue(status, out CellCounts? cell))
            {
                cell = new CellCounts();
                _statuses.Add(status, cell);
            }

            (_lastStatus, _lastStatusCell) = (status, cell);
        }

        return _lastStatusCell!;
    }

    private static void Merge(CellCounts?[] cells, CellCounts?[] others)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (others[i] is { } other)
            {
                (cells[i] ??= new CellCounts()).Merge(other);
            }
        }
    }

    private static void AddFinished(List<TruthCell> target, string dimension, CellCounts?[] cells, IReadOnlyList<string> values)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] is { } cell)
            {
                target.Add(cell.Finish(dimension, values[i]));
            }
        }
    }
}

/// <summary>Which slot of a window's tables a line counts in, and what the slots are called.</summary>
internal sealed class TruthLayout
{
    private readonly int[][] _regionSlots;

    public TruthLayout(TrafficModel model, IReadOnlyList<string> formats)
    {
        Endpoints = [.. model.Endpoints.Select(endpoint => endpoint.Name), TrafficModel.AttackValue];
        var regions = new List<string>();
        _regionSlots = [.. formats.Select(Formats.FormatCatalog.Create).Select(format => model.Regions.Select(region => SlotOf(regions, format.RegionValue(region) ?? TruthDimension.NoRegion)).ToArray())];
        Regions = regions;
    }

    /// <summary>Endpoint values; the last is attack traffic.</summary>
    public IReadOnlyList<string> Endpoints { get; }

    /// <summary>Region values as the formats state them.</summary>
    public IReadOnlyList<string> Regions { get; }

    public int RegionSlot(in Hit hit) => _regionSlots[hit.Format][hit.Region];

    /// <summary>Several regions may read alike in a format (same country): they share a slot.</summary>
    private static int SlotOf(List<string> values, string value)
    {
        int slot = values.IndexOf(value);
        if (slot < 0)
        {
            slot = values.Count;
            values.Add(value);
        }

        return slot;
    }
}
