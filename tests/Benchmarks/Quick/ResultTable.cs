using System.Globalization;

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
            double megabytes = result.Measure.Bytes / (double)result.Measure.Lines / ns * 1000;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Measure.Name} | {1000 / ns:0.00} | {megabytes:0} | {ns:0.0} | {result.AllocatedBytesPerLine:0.0} | {result.AllocatedBytesPerRequest / 1024:0.0} | {Ratio(ns / floor)} | {Ratio(baseline / ns)} |"));
        }
    }

    private static string Ratio(double value) => double.IsNaN(value) ? "" : value.ToString("0.0x", CultureInfo.InvariantCulture);
}
