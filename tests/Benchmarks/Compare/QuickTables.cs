using System.Globalization;
using System.Text.RegularExpressions;

namespace LogFunctions.Benchmarks.Compare;

/// <summary>What is measured: a row of the tables of the quick mode.</summary>
internal readonly record struct MeasureKey(string Scenario, string Measure);

/// <summary>
/// Reads the Markdown tables of the quick mode back. They are the interface between revisions: every revision that has a quick mode prints
/// <c>### scenario</c> and under it a table with the columns "measure" and "ns/line".
/// </summary>
internal static partial class QuickTables
{
    private const string ScenarioPrefix = "### ";

    /// <summary>Nanoseconds per line by scenario and measure, in the order of the text.</summary>
    public static IReadOnlyDictionary<MeasureKey, double> Parse(string markdown)
    {
        var rows = new OrderedDictionary<MeasureKey, double>();
        string? scenario = null;
        int measureColumn = -1;
        int timeColumn = -1;
        foreach (string line in markdown.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith(ScenarioPrefix, StringComparison.Ordinal))
            {
                scenario = line[ScenarioPrefix.Length..];
                timeColumn = -1;
                continue;
            }

            if (scenario is null || !line.StartsWith('|'))
            {
                continue;
            }

            string[] cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (timeColumn < 0)
            {
                measureColumn = Array.IndexOf(cells, "measure");
                timeColumn = Array.IndexOf(cells, "ns/line");
            }
            else if (cells.Length > Math.Max(measureColumn, timeColumn) && measureColumn >= 0
                && double.TryParse(cells[timeColumn], NumberStyles.Float, CultureInfo.InvariantCulture, out double ns) && ns > 0)
            {
                rows[new MeasureKey(scenario, WithoutSize(cells[measureColumn]))] = ns;
            }
        }

        return rows;
    }

    // "encode a ledger of 60 cells (4.0 KB)": the size is a result too, and must not make it another measure.
    private static string WithoutSize(string measure) => Size().Replace(measure, "");

    [GeneratedRegex(@" \([0-9.,]+ [KM]i?B\)$")]
    private static partial Regex Size();
}
