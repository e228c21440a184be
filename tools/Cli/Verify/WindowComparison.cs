using LogFunctions.Core.Windows;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Verify;

/// <summary>
/// One window of the truth and what the rows say about it. Endpoints the truth does not name are summed up: under attack they
/// are the scanners' paths. Once a window has more endpoints than the pipeline keeps, known ones may be folded into
/// <c>(other)</c> too; then they may be short, but nothing may be lost over all endpoints.
/// </summary>
internal sealed class WindowComparison
{
    private readonly TruthWindow _truth;
    private readonly Dictionary<(string Dimension, string Value), TruthCell> _expected;
    private readonly Dictionary<(string Dimension, string Value), Cell> _actual = [];
    private readonly Cell _unknownEndpoints = new();
    private bool _hasOther;
    private bool _hasUnlisted;

    public WindowComparison(TruthWindow truth)
    {
        _truth = truth;
        _expected = truth.Cells.ToDictionary(cell => (cell.Dimension, cell.Value));
    }

    /// <summary>Lines of known endpoints that were folded; after <see cref="Compare"/>.</summary>
    public long FoldedLines { get; private set; }

    /// <summary>Takes one row of the window.</summary>
    public void Add(WindowRow row)
    {
        (string, string) key = (row.Dimension.Name(), row.Value);
        if (row.Dimension == Dimension.Endpoint && !_expected.ContainsKey(key))
        {
            _hasOther |= row.Value == DimensionNames.Other;
            _unknownEndpoints.Merge(row.Cell);
            return;
        }

        if (!_actual.TryGetValue(key, out Cell? cell))
        {
            _actual.Add(key, cell = new Cell());
        }

        cell.Merge(row.Cell);
    }

    /// <summary>Everything that differs.</summary>
    public IEnumerable<Difference> Compare()
    {
        AddUnlisted();
        foreach (TruthCell expected in _truth.Cells)
        {
            bool isEndpoint = expected.Dimension == TruthDimension.Endpoint;
            if (isEndpoint && expected.Value == TruthDimension.Attack)
            {
                continue;
            }

            Cell? actual = _actual.GetValueOrDefault((expected.Dimension, expected.Value));
            if (isEndpoint && _hasOther && CellComparer.IsPart(expected, actual ?? new Cell()))
            {
                FoldedLines += expected.Requests - (actual?.Requests ?? 0);
                continue;
            }

            foreach (Difference difference in Differences(expected.Dimension, expected.Value, expected, actual))
            {
                yield return difference;
            }
        }

        foreach ((string dimension, string value) in _actual.Keys.Where(key => !_expected.ContainsKey(key)))
        {
            foreach (Difference difference in Differences(dimension, value, truth: null, _actual[(dimension, value)]))
            {
                yield return difference;
            }
        }

        foreach (Difference difference in CompareEndpointSum())
        {
            yield return difference;
        }
    }

    // Rows of rare endpoints that the catalog does not list were not read; how much is in them is what all requests have beyond the others.
    private void AddUnlisted()
    {
        bool hasMany = _unknownEndpoints.Requests > 0 || _expected.ContainsKey((TruthDimension.Endpoint, TruthDimension.Attack));
        if (hasMany && _actual.TryGetValue((TruthDimension.All, TruthDimension.AllValue), out Cell? all)
            && WindowReader.Rest(all, [.. _actual.Where(pair => pair.Key.Dimension == TruthDimension.Endpoint).Select(pair => pair.Value), _unknownEndpoints]) is { } rest)
        {
            _unknownEndpoints.Merge(rest);
            _hasUnlisted = true;
        }
    }

    private IEnumerable<Difference> CompareEndpointSum()
    {
        if (!_hasOther)
        {
            TruthCell? attack = _expected.GetValueOrDefault((TruthDimension.Endpoint, TruthDimension.Attack));
            return SumDifferences(attack is null ? "(not in the truth)" : TruthDimension.Attack, attack, _unknownEndpoints);
        }

        var sum = new Cell();
        sum.Merge(_unknownEndpoints);
        foreach (((string dimension, _), Cell cell) in _actual)
        {
            if (dimension == TruthDimension.Endpoint)
            {
                sum.Merge(cell);
            }
        }

        return SumDifferences("(all of them)", _expected[(TruthDimension.All, TruthDimension.AllValue)], sum);
    }

    // What is not listed has no exact extremes.
    private IEnumerable<Difference> SumDifferences(string value, TruthCell? truth, Cell rows) =>
        Differences(TruthDimension.Endpoint, value, truth, rows)
            .Where(difference => !_hasUnlisted || difference.Measure is not ("latencyMinUs" or "latencyMaxUs"));

    private IEnumerable<Difference> Differences(string dimension, string value, TruthCell? truth, Cell? rows) =>
        CellComparer.Compare(truth, rows).Select(
            d => new Difference(_truth.WindowSeconds, _truth.Start, dimension, value, d.Measure, d.Expected, d.Actual));
}
