using System.Buffers;
using System.Text.Json;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Aggregator;

/// <summary>
/// Writes the figures of a batch in CloudWatch's embedded metric format: one line for the totals, and one per reject reason that
/// occurred (dimension <c>Reason</c>; the reasons are a fixed list, so the number of metrics is bounded). One write of raw bytes to
/// standard output: <c>Console.WriteLine</c> would get the runtime's prefix and not be recognised.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="metricsNamespace">CloudWatch namespace.</param>
/// <param name="time">Clock.</param>
public sealed class EmbeddedMetrics(Stream output, string metricsNamespace, TimeProvider time) : IBatchMetrics
{
    private static readonly JsonEncodedText s_linesRejected = JsonEncodedText.Encode("LinesRejected");
    private static readonly JsonEncodedText s_reason = JsonEncodedText.Encode("Reason");

    private static readonly (JsonEncodedText Name, string Unit)[] s_totals =
    [
        (JsonEncodedText.Encode("LinesAccepted"), "Count"),
        (s_linesRejected, "Count"),
        (JsonEncodedText.Encode("LinesLate"), "Count"),
        (JsonEncodedText.Encode("LinesFolded"), "Count"),
        (JsonEncodedText.Encode("RecordsDuplicate"), "Count"),
        (JsonEncodedText.Encode("LedgerBytes"), "Bytes"),
        (JsonEncodedText.Encode("BatchMs"), "Milliseconds"),
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _json;

    /// <inheritdoc/>
    public void Write(BatchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _buffer.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_buffer);
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        WriteTotals(_json, nowMs, result);
        for (int reason = 0; reason < result.RejectedByReason.Count; reason++)
        {
            if (result.RejectedByReason[reason] > 0)
            {
                WriteRejects(_json, nowMs, (RejectReason)reason, result.RejectedByReason[reason]);
            }
        }

        output.Write(_buffer.WrittenSpan);
        output.Flush();
    }

    private void WriteTotals(Utf8JsonWriter json, long nowMs, BatchResult result)
    {
        Begin(json, nowMs);
        json.WriteStartArray();
        json.WriteEndArray();
        EndDimensions(json, s_totals);
        json.WriteNumber(s_totals[0].Name, result.LinesAccepted);
        json.WriteNumber(s_totals[1].Name, result.LinesRejected);
        json.WriteNumber(s_totals[2].Name, result.LinesLate);
        json.WriteNumber(s_totals[3].Name, result.LinesFolded);
        json.WriteNumber(s_totals[4].Name, result.RecordsDuplicate);
        json.WriteNumber(s_totals[5].Name, result.LedgerBytes);
        json.WriteNumber(s_totals[6].Name, Math.Round(result.BatchMs, 3));
        json.WriteNumber("Records"u8, result.Records);
        End(json);
    }

    private void WriteRejects(Utf8JsonWriter json, long nowMs, RejectReason reason, long count)
    {
        Begin(json, nowMs);
        json.WriteStartArray();
        json.WriteStringValue(s_reason);
        json.WriteEndArray();
        EndDimensions(json, s_totals.AsSpan(1, 1));
        json.WriteString(s_reason, reason.Name());
        json.WriteNumber(s_linesRejected, count);
        End(json);
    }

    private void Begin(Utf8JsonWriter json, long nowMs)
    {
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, nowMs);
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, metricsNamespace);
        json.WriteStartArray("Dimensions"u8);
    }

    private static void EndDimensions(Utf8JsonWriter json, ReadOnlySpan<(JsonEncodedText Name, string Unit)> metrics)
    {
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach ((JsonEncodedText name, string unit) in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, name);
            json.WriteString("Unit"u8, unit);
            json.WriteNumber("StorageResolution"u8, 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        _buffer.Write("\n"u8);
    }
}
