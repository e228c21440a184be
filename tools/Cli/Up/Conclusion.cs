using System.Globalization;
using Amazon.DynamoDBv2;
using LogFunctions.Cli.Archive;
using LogFunctions.Cli.Output;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>The end of a run with an end: every line in the rows, the report written, the summary shown.</summary>
internal sealed class Conclusion(CliContext context, UpOptions options, LocalCloudHost host, IAmazonDynamoDB dynamoDb, WindowReader reader, UpLog log)
{
    /// <summary>Logical id of the function that counts.</summary>
    public const string Aggregator = "AggregatorFunction";
    private const int ShownEndpoints = 10;
    private const int DrainAttempts = 5;

    /// <summary>Waits until every record is settled and published, and reports what the rows say.</summary>
    /// <param name="sentLines">Lines that the stream took.</param>
    /// <param name="startedAt">Timestamp of the first line.</param>
    /// <param name="reportFile">Where the report goes, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(long sentLines, long startedAt, ResultFile? reportFile, CancellationToken cancellationToken)
    {
        RunReport report = await DrainAsync(options.WindowSeconds, cancellationToken);
        TimeSpan elapsed = context.Time.GetElapsedTime(startedAt);
        if (reportFile is not null)
        {
            await reportFile.CommitAsync(report.ToJson());
        }

        // Where the report is standard output, nothing else may be there.
        if (!ResultFile.IsStandardOutput(options.Report))
        {
            Summarize(report, sentLines, elapsed);
            await TellArchiveAsync(cancellationToken);
        }

        return ExitCodeOf(report, sentLines);
    }

    /// <summary>Waits until every record is settled, has every window published, and reads the rows.</summary>
    private async Task<RunReport> DrainAsync(int windowSeconds, CancellationToken cancellationToken)
    {
        await Spinner.ShowAsync(
            context,
            log,
            () => string.Create(CultureInfo.InvariantCulture, $"Counting: {host.OutstandingRecords:N0} records to go ..."),
            host.WaitUntilDrainedAsync(cancellationToken));
        await Spinner.ShowAsync(context, log, () => "Publishing the open windows ...", SweepAsync(cancellationToken));
        Task<RunReport> read = RunReport.ReadAsync(reader, windowSeconds, cancellationToken);
        await Spinner.ShowAsync(context, log, () => "Reading the rows ...", read);
        return await read;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            InvokeResult result = await host.InvokeAsync(Aggregator, """{"sweep":true,"drain":true}"""u8.ToArray(), cancellationToken);
            if (result.Status == InvokeStatus.Succeeded)
            {
                return;
            }

            if (attempt == DrainAttempts)
            {
                throw new CliException($"the open windows could not be published: {result.ErrorSummary}");
            }

            log.Warning($"the sweep failed and is repeated: {result.ErrorSummary}");
        }
    }

    private void Summarize(RunReport report, long sentLines, TimeSpan elapsed)
    {
        var sheet = new DataSheet(
            new Column("endpoint", "Endpoint"),
            new Column("requests", "Requests"),
            new Column("errorPercent", "Errors %", "0.0"),
            new Column("p50Ms", "p50 ms", "0.0"),
            new Column("p95Ms", "p95 ms", "0.0"),
            new Column("p99Ms", "p99 ms", "0.0"));
        foreach (RangeAggregate endpoint in report.Endpoints.Take(ShownEndpoints))
        {
            Core.Windows.Cell cell = endpoint.Cell;
            double? Ms(double quantile) => cell.LatencyCount == 0 ? null : cell.LatencyQuantileUs(quantile) / 1000;
            sheet.Add(endpoint.Value, cell.Requests, 100.0 * (cell.Status4xx + cell.Status5xx) / cell.Requests, Ms(0.50), Ms(0.95), Ms(0.99));
        }

        sheet.Write(context, OutputFormat.Table);
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sentLines:N0} lines sent, {report.Lines:N0} in the rows: {report.Accepted:N0} accepted, {report.Rejected:N0} rejected; {report.Endpoints.Count:N0} endpoints, {report.All.WindowCount:N0} windows; {elapsed.TotalSeconds:0.0} s."));
        foreach (RangeAggregate reject in report.Rejects)
        {
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {reject.Cell.Requests:N0} rejected: {SafeText.ForTerminal(reject.Value)}"));
        }

        if (options.Report is not null)
        {
            context.Out.WriteLine($"Report: {options.Report}");
        }
    }

    private async Task TellArchiveAsync(CancellationToken cancellationToken)
    {
        if (host.ArchiveDirectory is { } directory)
        {
            ArchiveTotals totals = await ArchiveTotals.ReadAsync(dynamoDb, host.LedgerTable, host.StreamName, cancellationToken);
            string place = options.DataDirectory is null ? "removed now; --data DIR keeps it" : directory;
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{totals.Lines:N0} lines in the archive ({place})."));
        }
    }

    /// <summary>A line may hold several (a JSON array), and a kept data folder more than this run; but fewer rows than lines is a loss.</summary>
    private int ExitCodeOf(RunReport report, long sentLines)
    {
        int undelivered = Directory.Exists(Path.Combine(host.FailureDirectory, "aws"))
            ? Directory.EnumerateFiles(Path.Combine(host.FailureDirectory, "aws"), "*", SearchOption.AllDirectories).Count()
            : 0;
        if (undelivered > 0)
        {
            log.Error($"{undelivered} batches could not be processed; run again with --data DIR to keep them.");
        }

        if (report.Lines < sentLines)
        {
            log.Error($"{sentLines - report.Lines} lines that were sent are not in the rows.");
        }

        bool isUnreadable = report.Accepted == 0 && report.Rejected > 0;
        if (isUnreadable)
        {
            string file = options.Inputs is [{ } input, ..] ? SafeText.ForTerminal(input) : "FILE";
            log.Error($"every line was rejected; `logfn check {file}` shows which part of a line could not be read, and what to do.");
        }

        return undelivered > 0 || report.Lines < sentLines || isUnreadable ? ExitCode.Failed : ExitCode.Done;
    }
}
