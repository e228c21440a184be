using System.Globalization;
using System.Text.Json;
using LogFunctions.Cli.Up;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Report;

/// <summary>A step over time and what was counted in it.</summary>
internal sealed record ReportStep(DateTimeOffset Start, Cell Cell);

/// <summary>What a report says, in order: the same for the same lines, however they were cut into parts.</summary>
internal sealed class ReportResult
{
    /// <param name="totals">What was counted.</param>
    /// <param name="files">As the user named them; for titles.</param>
    public ReportResult(ReportTotals totals, IReadOnlyList<string> files)
    {
        Files = files;
        Numbers = RunReport.Of(
            new RangeAggregate(Dimension.All, DimensionNames.AllValue, totals.All, totals.Series.Count),
            Aggregates(Dimension.Endpoint, totals.Endpoints),
            Aggregates(Dimension.Status, totals.Statuses),
            [.. Rejected(totals)]);
        Regions = WindowReader.Top(Aggregates(Dimension.Region, totals.Regions), int.MaxValue, TopBy.Requests);
        Series = [.. totals.Series.OrderBy(step => step.Key).Select(step => new ReportStep(DateTimeOffset.FromUnixTimeSeconds(step.Key), step.Value))];
        StepSeconds = totals.StepSeconds;
        LinesOutside = totals.LinesOutside;
        if (totals.FirstMs <= totals.LastMs)
        {
            First = DateTimeOffset.FromUnixTimeMilliseconds(totals.FirstMs);
            Last = DateTimeOffset.FromUnixTimeMilliseconds(totals.LastMs);
        }
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Totals, endpoints, statuses and rejects, as of a run of <c>logfn up</c>.</summary>
    public RunReport Numbers { get; }

    /// <summary>Most requests first.</summary>
    public IReadOnlyList<RangeAggregate> Regions { get; }

    /// <summary>Steps with lines, ascending.</summary>
    public IReadOnlyList<ReportStep> Series { get; }

    /// <summary>Length of a step.</summary>
    public int StepSeconds { get; }

    /// <summary>Readable lines of other times than were asked for.</summary>
    public long LinesOutside { get; }

    /// <summary>Event time of the first line; null = there is none.</summary>
    public DateTimeOffset? First { get; }

    /// <summary>Event time of the last line.</summary>
    public DateTimeOffset? Last { get; }

    /// <summary>JSON of the schema of <c>logfn up --report</c>, and more.</summary>
    public byte[] ToJson() => Numbers.ToJson(json =>
    {
        WriteTime(json, "first", First);
        WriteTime(json, "last", Last);
        json.WriteNumber("linesOutside", LinesOutside);
        json.WriteStartObject("regions");
        foreach (RangeAggregate region in Regions)
        {
            json.WriteNumber(region.Value, region.Cell.Requests);
        }

        json.WriteEndObject();
        json.WriteNumber("windowSeconds", StepSeconds);
        json.WriteStartArray("series");
        foreach (ReportStep step in Series)
        {
            json.WriteStartObject();
            WriteTime(json, "window", step.Start);
            RunReport.WriteCell(json, step.Cell);
            RunReport.WriteLatency(json, step.Cell);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static List<RangeAggregate> Aggregates(Dimension dimension, IReadOnlyDictionary<string, Cell> cells) =>
        [.. cells.OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => new RangeAggregate(dimension, cell.Key, cell.Value, 0))];

    private static List<RangeAggregate> Rejected(ReportTotals totals)
    {
        List<RangeAggregate> rejects = [];
        for (int reason = 0; reason < totals.Rejects.Length; reason++)
        {
            if (totals.Rejects[reason] > 0)
            {
                rejects.Add(new RangeAggregate(Dimension.Reject, ((RejectReason)reason).Name(), new Cell { Requests = totals.Rejects[reason] }, 0));
            }
        }

        return [.. rejects.OrderBy(reject => reject.Value, StringComparer.Ordinal)];
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
