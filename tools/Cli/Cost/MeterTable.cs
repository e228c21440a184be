using System.Globalization;

namespace LogFunctions.Cli.Cost;

/// <summary>
/// Write units as the meter counted them (<c>tests/Benchmarks -- --write-units</c>; its table is embedded as it was printed), between and beyond its points:
/// by the logarithm of lines and endpoints, and by batches per second.
/// </summary>
internal sealed class MeterTable
{
    private const string ResourceName = "cost.write-units.md";
    private readonly Dictionary<(int Endpoints, int Rate, int Batching), MeterPoint> _points;
    private readonly int[] _endpoints;
    private readonly int[] _rates;
    private readonly int[] _batchings;

    private MeterTable(Dictionary<(int Endpoints, int Rate, int Batching), MeterPoint> points)
    {
        _points = points;
        _endpoints = [.. points.Keys.Select(key => key.Endpoints).Distinct().Order()];
        _rates = [.. points.Keys.Select(key => key.Rate).Distinct().Order()];
        _batchings = [.. points.Keys.Select(key => key.Batching).Distinct().Order()];
    }

    /// <summary>Reads the embedded table.</summary>
    public static MeterTable Load()
    {
        using Stream stream = typeof(MeterTable).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not embedded");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads the table that the meter prints; rows of sites that are scanned are left out.</summary>
    /// <exception cref="FormatException">It has no row, or not every combination of endpoints, lines and seconds.</exception>
    public static MeterTable Parse(string markdown)
    {
        var points = new Dictionary<(int, int, int), MeterPoint>();
        foreach (string[] cells in markdown.Split('\n').Select(line => line.Trim(' ', '|', '\r').Split(" | ")))
        {
            string[] site = cells[0].Split(' ');
            if (cells.Length >= 11 && site is [string count, "endpoints"])
            {
                points.Add(((int)Number(count), (int)Number(cells[1]), (int)Number(cells[2])), ToPoint(cells));
            }
        }

        var table = new MeterTable(points);
        if (points.Count == 0 || points.Count != table._endpoints.Length * table._rates.Length * table._batchings.Length)
        {
            throw new FormatException("the meter's table is not whole: run tests/Benchmarks -- --write-units and store what it prints");
        }

        return table;
    }

    /// <summary>What one shard asks for per second.</summary>
    /// <param name="endpoints">Different endpoints a minute; fewer than the least measured count as that many.</param>
    /// <param name="linesPerSecond">Lines per second of one shard; under the least measured they count as that many, which is a little too much.</param>
    /// <param name="batchingSeconds">Seconds that lines are gathered; 0 counts as 1.</param>
    public MeterPoint PerShardSecond(int endpoints, double linesPerSecond, int batchingSeconds)
    {
        // Rates between the points, and beyond the last along the line through the last two; endpoints end where windows fold.
        double rate = Math.Max(linesPerSecond, _rates[0]);
        double names = Math.Clamp(endpoints, _endpoints[0], _endpoints[^1]);
        return Between(_rates, rate, Math.Log, atRate => Between(_endpoints, names, Math.Log, atEndpoints =>
            Between(_batchings, Math.Max(batchingSeconds, 1), seconds => 1 / seconds, atBatching => _points[(atEndpoints, atRate, atBatching)])));
    }

    private static MeterPoint Between(int[] grid, double value, Func<double, double> scale, Func<int, MeterPoint> at)
    {
        int upper = Math.Clamp(Array.FindIndex(grid, point => point >= value), 1, grid.Length - 1);
        if (value > grid[^1])
        {
            upper = grid.Length - 1;
        }

        double low = scale(grid[upper - 1]);
        double share = (scale(value) - low) / (scale(grid[upper]) - low);
        return at(grid[upper - 1]).Towards(at(grid[upper]), share);
    }

    private static MeterPoint ToPoint(string[] cells)
    {
        double millionsPerSecond = Number(cells[1]) / 1e6;
        return new MeterPoint(
            LedgerUnits: Number(cells[3]) * millionsPerSecond,
            LargerWindowUnits: Number(cells[5]) * millionsPerSecond,
            RowUnits: Number(cells[6]) * millionsPerSecond,
            CatalogUnits: Number(cells[7]) * millionsPerSecond,
            ReadUnits: Number(cells[9]) * millionsPerSecond,
            RejectFiles: Number(cells[10]) * millionsPerSecond);
    }

    private static double Number(string text) => double.Parse(text.Trim(), NumberStyles.Number, CultureInfo.InvariantCulture);
}
