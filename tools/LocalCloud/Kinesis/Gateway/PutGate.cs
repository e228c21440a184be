using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>
/// PutRecord and PutRecords under the limits of the shards: what a full shard refuses is left out of the request that the emulator gets, and
/// put back into its answer as the service would answer it, record by record.
/// </summary>
internal static class PutGate
{
    /// <summary>The request without some of its records.</summary>
    public static byte[] Without(byte[] body, PutRequest request, IReadOnlyList<string?> fullShards)
    {
        var reduced = new ArrayBufferWriter<byte>(body.Length);
        reduced.Write("{\"StreamName\":"u8);
        reduced.Write(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(request.StreamName)}\""));
        reduced.Write(",\"Records\":["u8);
        bool isFirst = true;
        for (int i = 0; i < request.Records.Count; i++)
        {
            if (fullShards[i] is null)
            {
                reduced.Write(isFirst ? ""u8 : ","u8);
                reduced.Write(body.AsSpan(request.Records[i].Start..request.Records[i].End));
                isFirst = false;
            }
        }

        reduced.Write("]}"u8);
        return reduced.WrittenSpan.ToArray();
    }

    /// <summary>The answer for all records of the request.</summary>
    /// <param name="answer">To those that were let through; null = none was.</param>
    /// <param name="request">All of them.</param>
    /// <param name="fullShards">By record: the shard that is full; null = the record was let through.</param>
    /// <param name="accountId">Named in the messages.</param>
    public static byte[] Merge(byte[]? answer, PutRequest request, IReadOnlyList<string?> fullShards, string accountId)
    {
        using JsonDocument? taken = answer is null ? null : JsonDocument.Parse(answer);
        JsonElement.ArrayEnumerator records = taken?.RootElement.GetProperty("Records").EnumerateArray() ?? default;
        int failed = taken?.RootElement.TryGetProperty("FailedRecordCount", out JsonElement count) == true ? count.GetInt32() : 0;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("FailedRecordCount"u8, failed + fullShards.Count(shard => shard is not null));
        json.WriteStartArray("Records"u8);
        foreach (string? fullShard in fullShards)
        {
            if (fullShard is not null)
            {
                json.WriteStartObject();
                json.WriteString("ErrorCode"u8, "ProvisionedThroughputExceededException");
                json.WriteString("ErrorMessage"u8, GatewayAnswer.RateExceeded(fullShard, request.StreamName, accountId));
                json.WriteEndObject();
            }
            else if (records.MoveNext())
            {
                records.Current.WriteTo(json);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>How many records of an answer failed, and how many of them for a full shard.</summary>
    public static (int Throttled, int Failed) Failures(byte[] answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("Records", out JsonElement records)
            || (document.RootElement.TryGetProperty("FailedRecordCount", out JsonElement count) && count.ValueKind == JsonValueKind.Number && count.GetInt32() == 0))
        {
            return default;
        }

        (int throttled, int failed) = (0, 0);
        foreach (JsonElement record in records.EnumerateArray())
        {
            if (record.TryGetProperty("ErrorCode", out JsonElement code) && code.ValueKind == JsonValueKind.String)
            {
                bool isThrottled = code.ValueEquals("ProvisionedThroughputExceededException"u8);
                throttled += isThrottled ? 1 : 0;
                failed += isThrottled ? 0 : 1;
            }
        }

        return (throttled, failed);
    }
}
