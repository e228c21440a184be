using System.Globalization;

namespace LogFunctions.Benchmarks.Compare;

/// <summary>One Markdown table per scenario, and what only one of the revisions has.</summary>
internal static class ComparisonTable
{
    public static void Print(TextWriter output, Comparison comparison, string revision)
    {
        foreach (IGrouping<string, ComparedMeasure> scenario in comparison.Measures.GroupBy(measure => measure.Key.Scenario))
        {
            output.WriteLine();
            output.WriteLine($"### {scenario.Key}");
            output.WriteLine();
            output.WriteLine($"| measure | {revision}: ns/line | this: ns/line | this / {revision}: median | min - max |");
            output.WriteLine("| --- | ---: | ---: | ---: | ---: |");
            foreach (ComparedMeasure measure in scenario)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {measure.Key.Measure} | {measure.BeforeNs:0.0} | {measure.AfterNs:0.0} | {measure.Ratio:0.00} | {measure.LeastRatio:0.00} - {measure.GreatestRatio:0.00} |"));
            }
        }

        PrintRest(output, $"Only in {revision}", comparison.OnlyBefore);
        PrintRest(output, "Only in this revision", comparison.OnlyAfter);
    }

    private static void PrintRest(TextWriter output, string title, IReadOnlyList<MeasureKey> keys)
    {
        if (keys.Count > 0)
        {
            output.WriteLine();
            output.WriteLine($"{title}:");
            output.WriteLine();
            foreach (IGrouping<string, MeasureKey> scenario in keys.GroupBy(key => key.Scenario))
            {
                output.WriteLine($"- {scenario.Key}: {string.Join("; ", scenario.Select(key => key.Measure))}");
            }
        }
    }
}
