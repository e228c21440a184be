using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>
/// What a run counted, read from the rows of table Windows and nothing else: neither the sender nor the functions are asked.
/// </summary>
internal sealed class RunReport
{
    private RunReport(RangeAggregate all, IReadOnlyList<RangeAggregate> endpoints, IReadOnlyList<RangeAggregate> statuses, IReadOnlyList<RangeAggregate> rejects)
    {
        All = all;
        Endpoints = WindowReader.Top(endpoints, int.MaxValue, TopBy.Requests);
        Statuses = statuses;
        Rejects = rejects;
    }

    /// <summary>Every accepted line.</summary>
    public RangeAggregate All { get; }

    /// <summary>By endpoint, most requests first.</summary>
    public IReadOnlyList<RangeAggregate> Endpoints { get; }

    /// <summary>By exact status, ascending.</summary>
    public IReadOnlyList<RangeAggregate> Statuses { get; }

    /// <summary>Lines that could not be read, by reason.</summary>
    public IReadOnlyList<RangeAggregate> Rejects { get; }

    /// <summary>Lines that could be read.</summary>
    public long Accepted => All.Cell.Requests;

    /// <summary>Lines that could not be read.</summary>
    public long Rejected => Rejects.Sum(r => r.Cell.Requests);

    /// <summary>All lines.</summary>
    public long Lines => Accepted + Rejected;

    /// <summary>A report of numbers at hand.</summary>
    public static RunReport Of(
        RangeAggregate all, IReadOnlyList<RangeAggregate> endpoints, IReadOnlyList<RangeAggregate> statuses, IReadOnlyList<RangeAggregate> rejects) =>
        new(all, endpoints, statuses, rejects);

    /// <summary>Reads every row of one window size.</summary>
    public static async Task<RunReport> ReadAsync(WindowReader reader, int windowSeconds, CancellationToken cancellationToken)
    {
        WindowRange range = WindowRange.Everything(windowSeconds);
        return new RunReport(
            await reader.TotalAsync(Dimension.All, DimensionNames.AllValue, range, cancellationToken),
            await reader.TotalsAsync(Dimension.Endpoint, range, cancellationToken),
            await reader.TotalsAsync(Dimension.Status, range, cancellationToken),
            await reader.TotalsAsync(Dimension.Reject, range, cancellationToken));
    }

    /// <summary>Indented JSON with a line feed at its end. Latencies are milliseconds; <c>latencyMs</c> is null where no line stated one.</summary>
    /// <param name="writeMore">Writes further properties at the end.</param>
    public byte[] ToJson(Action<Utf8JsonWriter>? writeMore = null)
    {
        using var buffer = new MemoryStream();
        // Relaxed: a file, not HTML; a path stays readable.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("lines", Lines);
            json.WriteNumber("accepted", Accepted);
            WriteCounts(json, "rejected", Rejects);
            json.WriteStartObject("totals");
            WriteCell(json, All.Cell);
            json.WriteEndObject();
            WriteEndpoints(json);
            WriteCounts(json, "statuses", Statuses);
            json.WriteNumber("windows", All.WindowCount);
            writeMore?.Invoke(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<RangeAggregate> entries)
    {
        json.WriteStartObject(name);
        foreach (RangeAggregate entry in entries)
        {
            json.WriteNumber(entry.Value, entry.Cell.Requests);
        }

        json.WriteEndObject();
    }

    private void WriteEndpoints(Utf8JsonWriter json)
    {
        json.WriteStartArray("endpoints");
        foreach (RangeAggregate endpoint in Endpoints)
        {
            json.WriteStartObject();
            json.WriteString("endpoint", endpoint.Value);
            WriteCell(json, endpoint.Cell);
            WriteLatency(json, endpoint.Cell);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Counts of a cell as properties.</summary>
    internal static void WriteCell(Utf8JsonWriter json, Cell cell)
    {
        json.WriteNumber("requests", cell.Requests);
        json.WriteStartObject("statusClasses");
        json.WriteNumber("1xx", cell.Status1xx);
        json.WriteNumber("2xx", cell.Status2xx);
        json.WriteNumber("3xx", cell.Status3xx);
        json.WriteNumber("4xx", cell.Status4xx);
        json.WriteNumber("5xx", cell.Status5xx);
        json.WriteNumber("other", cell.StatusOther);
        json.WriteEndObject();
        json.WriteNumber("bytes", cell.Bytes);
    }

    /// <summary>Latencies of a cell as property <c>latencyMs</c>.</summary>
    internal static void WriteLatency(Utf8JsonWriter json, Cell cell)
    {
        if (cell.LatencyCount == 0)
        {
            json.WriteNull("latencyMs");
            return;
        }

        json.WriteStartObject("latencyMs");
        WriteMs(json, "p50", cell.LatencyQuantileUs(0.50));
        WriteMs(json, "p95", cell.LatencyQuantileUs(0.95));
        WriteMs(json, "p99", cell.LatencyQuantileUs(0.99));
        WriteMs(json, "max", cell.LatencyMaxUs);
        json.WriteEndObject();
    }

    // Whole microseconds: more digits would claim more than 1 % precision can hold.
    private static void WriteMs(Utf8JsonWriter json, string name, double us)
    {
        json.WritePropertyName(name);
        json.WriteRawValue((Math.Round(us) / 1000).ToString("0.###", CultureInfo.InvariantCulture));
    }
}
