using System.Diagnostics;
using System.Globalization;
using System.Text;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;
using LogFunctions.Core.Windows;
using Spectre.Console;

namespace LogFunctions.Cli.Report;

/// <summary>Runs <c>logfn report</c>: reads, counts, prints.</summary>
internal sealed class ReportRun(CliContext context, ReportOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        long startedAt = context.Time.GetTimestamp();
        IReadOnlyList<InputFile> files = new InputFinder(context.Time).Find(options.Paths);
        using ResultFile? page = options.HtmlPath is { } path ? ResultFile.Open(context, path, "--html") : null;
        var count = new ParallelCount(context, options);
        ReportTotals totals = await ShowProgressAsync(count, files, count.RunAsync(files, cancellationToken));
        TimeSpan elapsed = context.Time.GetElapsedTime(startedAt);
        var result = new ReportResult(totals, [.. files.Select(file => file.Name)]);
        if (page is not null)
        {
            await page.CommitAsync(Encoding.UTF8.GetBytes(HtmlPage.Render(result, options.Top)));
        }

        if (!ResultFile.IsStandardOutput(options.HtmlPath))
        {
            Print(result, count.BytesRead, elapsed);
        }

        return ExitCodeOf(result);
    }

    private void Print(ReportResult result, long bytes, TimeSpan elapsed)
    {
        switch (options.Format)
        {
            case ReportFormat.Json:
                context.Out.Write(Encoding.UTF8.GetString(result.ToJson()));
                break;
            case ReportFormat.Csv:
                QuerySheets.Totals(Dimension.Endpoint, OutputFormat.Csv, result.Numbers.Endpoints).Write(context, OutputFormat.Csv);
                break;
            default:
                new ReportText(context, result, options.Top).Write();
                if (context.OutIsTerminal)
                {
                    context.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB in {elapsed.TotalSeconds:0.00} s, {bytes / 1e6 / Math.Max(1e-3, elapsed.TotalSeconds):N0} MB/s"));
                }

                if (options.HtmlPath is { } page)
                {
                    context.Out.WriteLine($"Page: {page}");
                }

                break;
        }
    }

    private int ExitCodeOf(ReportResult result)
    {
        if (result.Numbers.Accepted > 0 || (result.LinesOutside > 0 && result.Numbers.Rejected == 0))
        {
            return ExitCode.Done;
        }

        string what = result.Numbers.Rejected > 0
            ? $"every line was rejected; `logfn check {SafeText.ForTerminal(result.Files[0])}` shows which part of a line could not be read, and what to do"
            : "there are no lines to count";
        context.Error.WriteLine($"logfn: {what}.");
        return ExitCode.Failed;
    }

    private async Task<ReportTotals> ShowProgressAsync(ParallelCount count, IReadOnlyList<InputFile> files, Task<ReportTotals> work)
    {
        if (!context.IsInteractive)
        {
            return await work;
        }

        long total = files.All(file => file.Bytes > 0) ? files.Sum(file => file.Bytes) : 0;
        long startedAt = Stopwatch.GetTimestamp();
        await context.ErrorConsole.Status().StartAsync("Reading ...", async status =>
        {
            while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(200), context.Time)) != work)
            {
                status.Status = Progress(count.BytesRead, total, Stopwatch.GetElapsedTime(startedAt));
            }
        });
        return await work;
    }

    /// <summary>Percent, speed and time left, as far as the size is known.</summary>
    internal static string Progress(long bytes, long total, TimeSpan elapsed)
    {
        double perSecond = bytes / Math.Max(1e-3, elapsed.TotalSeconds);
        string speed = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N0} MB, {perSecond / 1e6:N0} MB/s");
        return total > 0 && bytes > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Min(100, 100.0 * bytes / total):0} %, {speed}, {Math.Max(0, total - bytes) / perSecond:0} s left")
            : speed;
    }
}
