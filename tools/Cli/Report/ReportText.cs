using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Report;

/// <summary>A report for people, in a terminal.</summary>
internal sealed class ReportText(CliContext context, ReportResult result, int top)
{
    private const int ErrorRows = 10;
    private const int RegionRows = 10;
    private const int SparkColumns = 72;

    private Cell All => result.Numbers.All.Cell;

    public void Write()
    {
        WriteHead();
        if (All.Requests > 0)
        {
            WriteSeries();
            WriteSheet(Endpoints(), Shown(Math.Min(top, result.Numbers.Endpoints.Count), result.Numbers.Endpoints.Count, "endpoints, most requests first"));
            WriteErrors();
            WriteRegions();
        }

        WriteRejects();
    }

    private void WriteHead()
    {
        string files = result.Files.Count == 1 ? SafeText.ForTerminal(result.Files[0]) : string.Create(CultureInfo.InvariantCulture, $"{result.Files.Count:N0} files");
        Line($"{files}: {result.Numbers.Lines:N0} lines, {result.Numbers.Accepted:N0} counted, {result.Numbers.Rejected:N0} rejected{(result.LinesOutside > 0 ? $", {result.LinesOutside.ToString("N0", CultureInfo.InvariantCulture)} of other times" : "")}");
        if (result.First is { } first && result.Last is { } last)
        {
            double seconds = Math.Max(1, (last - first).TotalSeconds);
            Line($"{first.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {All.Requests / seconds:0.##} requests/s, {Bytes(All.Bytes)}");
            Line($"2xx {Percent(All.Status2xx)}   3xx {Percent(All.Status3xx)}   4xx {Percent(All.Status4xx)}   5xx {Percent(All.Status5xx)}{Latency()}");
        }

        context.Out.WriteLine();
    }

    private string Latency() => All.LatencyCount == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"   p50 {Ms(0.50):N1} ms   p95 {Ms(0.95):N1} ms   p99 {Ms(0.99):N1} ms");

    private double Ms(double quantile) => All.LatencyQuantileUs(quantile) / 1000;

    private void WriteSeries()
    {
        if (result.Series.Count < 2)
        {
            return;
        }

        Line($"Requests over time, {Duration(result.StepSeconds)} each, at most {result.Series.Max(step => step.Cell.Requests):N0}:");
        context.Out.WriteLine(Sparkline.Of(Dense(cell => cell.Requests), SparkColumns));
        if (result.Series.Any(step => step.Cell.Status5xx > 0))
        {
            Line($"5xx over time, at most {result.Series.Max(step => step.Cell.Status5xx):N0}:");
            context.Out.WriteLine(Sparkline.Of(Dense(cell => cell.Status5xx), SparkColumns));
        }

        context.Out.WriteLine();
    }

    // Steps without lines are zeros, not gaps.
    private double[] Dense(Func<Cell, double> measure)
    {
        long first = result.Series[0].Start.ToUnixTimeSeconds();
        double[] values = new double[((result.Series[^1].Start.ToUnixTimeSeconds() - first) / result.StepSeconds) + 1];
        foreach (ReportStep step in result.Series)
        {
            values[(step.Start.ToUnixTimeSeconds() - first) / result.StepSeconds] = measure(step.Cell);
        }

        return values;
    }

    private DataSheet Endpoints() => QuerySheets.Totals(Dimension.Endpoint, OutputFormat.Table, result.Numbers.Endpoints.Take(top));

    private void WriteErrors()
    {
        RangeAggregate[] failing =
        [
            .. result.Numbers.Endpoints.Where(e => e.Cell.Status4xx + e.Cell.Status5xx > 0)
                .OrderByDescending(e => e.Cell.Status5xx).ThenByDescending(e => e.Cell.Status4xx).ThenBy(e => e.Value, StringComparer.Ordinal),
        ];
        if (failing.Length == 0)
        {
            return;
        }

        var sheet = new DataSheet(new("endpoint", "Errors of endpoint"), new("s5xx", "5xx"), new("s4xx", "4xx"), new("errorPercent", "Errors %", "0.0"));
        foreach (RangeAggregate endpoint in failing.Take(ErrorRows))
        {
            Cell cell = endpoint.Cell;
            sheet.Add(endpoint.Value, cell.Status5xx, cell.Status4xx, 100.0 * (cell.Status4xx + cell.Status5xx) / cell.Requests);
        }

        WriteSheet(sheet, Shown(sheet.Count, failing.Length, "endpoints with errors, 5xx first"));
    }

    private void WriteRegions()
    {
        if (result.Regions.Count == 0 || (result.Regions.Count == 1 && result.Regions[0].Value == DimensionNames.NoRegion))
        {
            return;
        }

        WriteSheet(QuerySheets.Totals(Dimension.Region, OutputFormat.Table, result.Regions.Take(RegionRows)), Shown(Math.Min(RegionRows, result.Regions.Count), result.Regions.Count, "regions"));
    }

    private void WriteRejects()
    {
        if (result.Numbers.Rejected == 0)
        {
            return;
        }

        foreach (RangeAggregate reject in result.Numbers.Rejects.OrderByDescending(r => r.Cell.Requests))
        {
            Line($"{reject.Cell.Requests:N0} rejected: {reject.Value}");
        }

        Line($"`logfn check {SafeText.ForTerminal(result.Files[0])}` shows which part of a line could not be read, and what to do.");
        context.Out.WriteLine();
    }

    private void WriteSheet(DataSheet sheet, string caption)
    {
        sheet.Write(context, OutputFormat.Table);
        context.Out.WriteLine(caption);
        context.Out.WriteLine();
    }

    private void Line(FormattableString text) => context.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private string Percent(long part) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, All.Requests):0.0} %");

    private static string Shown(int shown, int all, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{(shown < all ? $"{shown.ToString("N0", CultureInfo.InvariantCulture)} of " : "")}{all:N0} {what}");

    /// <summary>A size as people say it.</summary>
    internal static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:N0} KB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:N1} GB"),
    };

    /// <summary>A length of time as people say it.</summary>
    internal static string Duration(int seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60.0:0.#} min"),
        < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600.0:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400.0:0.#} d"),
    };
}
