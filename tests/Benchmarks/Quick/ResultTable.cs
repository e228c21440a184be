using System.Globalization;
using LogFunctions.Benchmarks.Scopes;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>One Markdown table per scenario: lines/s, MB/s, ns/line, allocation, ratios to memcpy and to the documented handler.</summary>
internal static class ResultTable
{
    public static void Print(TextWriter output, string title, IReadOnlyList<MeasureResult> results, string floorName, string baselineName)
    {
        double floor = results.FirstOrDefault(r => r.Measure.Name == floorName)?.NanosecondsPerLine ?? double.NaN;
        double baseline = results.FirstOrDefault(r => r.Measure.Name == baselineName)?.NanosecondsPerLine ?? double.NaN;
        output.WriteLine();
        output.WriteLine($"### {title}");
        output.WriteLine();
        output.WriteLine($"| measure | M lines/s | MB/s | ns/line | B/line | KB/batch | time / {floorName} | {baselineName} / time |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (MeasureResult result in results)
        {
            double ns = result.NanosecondsPerLine;
            output.WriteLine($"| {result.Measure.Name} {Figures(result)} {Ratio(ns / floor)} | {Ratio(baseline / ns)} |");
        }
    }

    /// <summary>One row per scenario: the whole of ours beside all that it was compared with.</summary>
    public static void PrintSummary(TextWriter output, IReadOnlyList<(string Title, IReadOnlyList<MeasureResult> Results)> scenarios, IReadOnlyList<string> wholes, IReadOnlyList<string> others)
    {
        output.WriteLine();
        output.WriteLine("### The whole of ours, all scenarios");
        output.WriteLine();
        output.WriteLine($"| scenario | M lines/s | MB/s | ns/line | B/line | KB/batch | {string.Join(" | ", others.Select(other => other == Floors.Memcpy ? $"time / {other}" : $"{other} / time"))} |");
        output.WriteLine($"| --- | ---: | ---: | ---: | ---: | ---: |{string.Concat(Enumerable.Repeat(" ---: |", others.Count))}");
        foreach ((string title, IReadOnlyList<MeasureResult> results) in scenarios)
        {
            MeasureResult? whole = results.FirstOrDefault(result => wholes.Contains(result.Measure.Name));
            if (whole is not null)
            {
                double ns = whole.NanosecondsPerLine;
                IEnumerable<string> ratios = others.Select(other => (other, Time: results.FirstOrDefault(result => result.Measure.Name == other)?.NanosecondsPerLine ?? double.NaN))
                    .Select(pair => Ratio(pair.other == Floors.Memcpy ? ns / pair.Time : pair.Time / ns));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {title} {Figures(whole)} {string.Join(" | ", ratios)} |"));
            }
        }
    }

    private static string Figures(MeasureResult result)
    {
        double ns = result.NanosecondsPerLine;
        double megabytes = result.Measure.Bytes / (double)result.Measure.Lines / ns * 1000;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {1000 / ns:0.00} | {megabytes:0} | {ns:0.0} | {result.AllocatedBytesPerLine:0.0} | {result.AllocatedBytesPerRequest / 1024:0.0} |");
    }

    private static string Ratio(double value) => double.IsNaN(value) ? "" : value.ToString("0.0x", CultureInfo.InvariantCulture);
}
