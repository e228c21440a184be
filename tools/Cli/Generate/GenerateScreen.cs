using System.Globalization;
using LogFunctions.LogGenerator.Costs;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LogFunctions.Cli.Generate;

/// <summary>What a run looks like while it goes on, and what is said at its end.</summary>
internal static class GenerateScreen
{
    /// <summary>The live table.</summary>
    public static IRenderable Live(RunProgress progress)
    {
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders();
        table.AddColumn("");
        table.AddColumn(new TableColumn("").RightAligned());
        table.AddRow("elapsed", string.Create(CultureInfo.InvariantCulture, $"{(int)progress.Elapsed.TotalHours:00}:{progress.Elapsed:mm\\:ss}"));
        table.AddRow("event time", progress.EventTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        table.AddRow("wanted", double.IsInfinity(progress.WantedLinesPerSecond) ? "as fast as it goes" : Number(progress.WantedLinesPerSecond) + " lines/s");
        table.AddRow("reached", Number(progress.ReachedLinesPerSecond) + " lines/s");
        table.AddRow("lines", Number(progress.Lines));
        string behind = progress.Lag > TimeSpan.FromSeconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"[red]{progress.BehindLines:N0} lines, {progress.Lag.TotalSeconds:0.0} s[/]")
            : "-";
        table.AddRow("behind", behind);
        if (progress.Sink.Records > 0)
        {
            table.AddRow("records", Number(progress.Sink.Records));
            table.AddRow("throttled", Number(progress.Sink.ThrottledRecords));
            table.AddRow("retried", Number(progress.Sink.RetriedRecords));
            table.AddRow("failed", progress.Sink.FailedRecords > 0 ? $"[red]{Number(progress.Sink.FailedRecords)}[/]" : "0");
        }

        return table;
    }

    /// <summary>The result in a few lines.</summary>
    public static IEnumerable<string> Summary(RunReport report)
    {
        double seconds = Math.Max(1e-3, report.Elapsed.TotalSeconds);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Lines:N0} lines, {report.Sink.Bytes:N0} bytes in {seconds:0.0} s: {report.Lines / seconds:N0} lines/s, {report.Sink.Bytes / seconds / 1e6:0.0} MB/s; event time {report.EventStart:yyyy-MM-ddTHH:mm:ssZ} to {report.EventEnd:yyyy-MM-ddTHH:mm:ssZ}");
        if (report.MaxLag > TimeSpan.FromSeconds(1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The target was slower than the demand: up to {report.MaxLag.TotalSeconds:0.0} s behind.");
        }

        foreach (string line in Records(report.Sink))
        {
            yield return line;
        }
    }

    /// <summary>What became of the records; nothing for targets without records.</summary>
    public static IEnumerable<string> Records(SinkCounters sink)
    {
        if (KinesisCost.Of(sink) is not { } cost)
        {
            yield break;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"records: sent {sink.Records:N0}, accepted {sink.AcceptedRecords:N0}, retried {sink.RetriedRecords:N0} (throttled {sink.ThrottledRecords:N0}), failed {sink.FailedRecords:N0}");
        if (sink.PossiblyDoubledRecords > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{sink.PossiblyDoubledRecords:N0} records were sent again after a request without a clear answer: the stream may hold them twice.");
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"packing: {cost.LinesPerRecord:0.0} lines and {cost.BytesPerRecord:N0} bytes per record; Kinesis per million lines: ${cost.Provisioned:0.0000} provisioned (puts ${cost.ProvisionedPuts:0.0000}, full shards ${cost.ProvisionedShards:0.0000}), ${cost.OnDemand:0.0000} on-demand in and out (list prices {KinesisPrices.Region}, {KinesisPrices.AsOf})");
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
