using System.Text.Json;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Reads what a function answered to a batch when it may report the records that failed. The rules are those of
/// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
/// </summary>
internal static class BatchResponse
{
    /// <summary>Nothing failed.</summary>
    public const int NoFailure = -1;

    /// <returns>Index of the first failed record, from which on all is repeated; <see cref="NoFailure"/>; 0 also when the answer makes no sense.</returns>
    public static int FirstFailure(ReadOnlyMemory<byte> answer, ReadOnlySpan<ShardRecord> records)
    {
        if (answer.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return NoFailure;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => NoFailure,
                JsonValueKind.Object => FirstFailure(document.RootElement, records),
                // A function that reports nothing of the kind, such as "ok": Lambda takes it for success.
                _ => NoFailure,
            };
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static int FirstFailure(JsonElement answer, ReadOnlySpan<ShardRecord> records)
    {
        if (!answer.TryGetProperty("batchItemFailures", out JsonElement failures) || failures.ValueKind == JsonValueKind.Null)
        {
            return NoFailure;
        }

        if (failures.ValueKind != JsonValueKind.Array)
        {
            return 0;
        }

        int first = NoFailure;
        foreach (JsonElement failure in failures.EnumerateArray())
        {
            int index = failure.ValueKind == JsonValueKind.Object && failure.TryGetProperty("itemIdentifier", out JsonElement id) && id.ValueKind == JsonValueKind.String
                ? IndexOf(records, id.GetString()!)
                : 0;
            first = first == NoFailure ? index : Math.Min(first, index);
        }

        return first;
    }

    /// <summary>A sequence number that is not in the batch fails the whole batch: the record it means is unknown.</summary>
    private static int IndexOf(ReadOnlySpan<ShardRecord> records, string sequenceNumber)
    {
        for (int index = 0; index < records.Length; index++)
        {
            if (records[index].SequenceNumber == sequenceNumber)
            {
                return index;
            }
        }

        return 0;
    }
}
